#!/bin/bash
# Runs once, when the database is new: the role as which the service runs. `relais migrate` gives it its rights.
set -e

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set password `cat /run/owner-secrets/service-password`
CREATE ROLE relais LOGIN PASSWORD :'password';
SQL
