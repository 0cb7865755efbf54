#!/bin/sh
# Runs once per `docker compose up`, before the database: makes what is not there yet and changes nothing else.
set -eu
umask 077

OWNER=/run/owner-secrets
SERVICE=/run/service-secrets
# The user `node` of the service's image.
NODE_USER=1000

random() {
  head -c 36 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'
}

# $1 file, $2 who may read it. The content comes from standard input and appears whole or not at all.
place() {
  cat >"$1.draft"
  chown "$2" "$1.draft"
  chmod 400 "$1.draft"
  mv "$1.draft" "$1"
}

chmod 755 "$OWNER" "$SERVICE"
[ -s "$OWNER/owner-password" ] || random | place "$OWNER/owner-password" root
[ -s "$OWNER/service-password" ] || random | place "$OWNER/service-password" postgres
[ -s "$SERVICE/secret" ] || random | place "$SERVICE/secret" "$NODE_USER"

# The passwords are of the URL-safe alphabet, so that they need no escaping here.
echo "postgresql://relais:$(cat "$OWNER/service-password")@database:5432/relais" |
  place "$SERVICE/database-url" "$NODE_USER"
echo "postgresql://relais_owner:$(cat "$OWNER/owner-password")@database:5432/relais" |
  place "$OWNER/database-url" "$NODE_USER"
