/** The id of whatever else a write makes. */
const OTHER = '019f0000-0000-7000-8000-000000000009';
const PARCEL = `INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams,
    temperature, pickup_point_id, fee_cents, currency, state, custodian_kind, custodian_id, possession_since, created_at)
  VALUES ('$parcel', 'T', '$merchant', 'k', '', 1, 'AMBIENT', $a, 0, 'EUR', 'ANNOUNCED', 'MERCHANT', 'x', now(), now())`;
/** In this order, since rows refer to one another; $a and the like stand for ids. */
export const WRITES: [sql: string, heard: Record<string, string[] | 'ALL'>][] = [
  ["INSERT INTO chain VALUES ('C1', 'one'), ('C2', 'two')", { chain: ['C1', 'C2'] }],
  ["UPDATE chain SET name = 'other' WHERE code = 'C1'", { chain: ['C1'] }],
  ["UPDATE chain SET code = 'C3' WHERE code = 'C2'", { chain: ['C2', 'C3'] }],
  ["DELETE FROM chain WHERE code IN ('C1', 'C3')", { chain: ['C1', 'C3'] }],
  ["DELETE FROM chain WHERE code = 'nobody'", {}],
  ["INSERT INTO network VALUES ('N1', 'one')", { network: ['N1'] }],
  ["UPDATE network SET name = 'other' WHERE code = 'N1'", { network: ['N1'] }],
  ["INSERT INTO point_network VALUES ($a, 'N1', '1'), ($b, 'N1', '2')", { point: ['$a', '$b'] }],
  ["UPDATE point_network SET number = '3' WHERE point_id = $a", { point: ['$a'] }],
  ['UPDATE point_network SET point_id = $b, number = NULL WHERE point_id = $b', { point: ['$b'] }],
  ["DELETE FROM point_network WHERE network_code = 'N1'", { point: ['$a', '$b'] }],
  ["INSERT INTO timetable VALUES ('N1', 'Europe/Paris', now())", { timetable: ['N1'] }],
  ['UPDATE timetable SET imported_at = now()', { timetable: ['N1'] }],
  [
    `INSERT INTO carrier_line (network_code, id, place, name, price_cents) VALUES ('N1', 'L', 0, 'L', 0);
     INSERT INTO carrier_calendar (network_code, id, place, weekdays, added, removed)
       VALUES ('N1', 'C', 0, '{MO}', '{}', '{}');
     INSERT INTO carrier_trip (network_code, id, place, line_id, calendar_id, room_parcels, stop_times)
       VALUES ('N1', 'T1', 0, 'L', 'C', 2, '[]'), ('N1', 'T2', 1, 'L', 'C', NULL, '[]')`,
    {},
  ],
  ["INSERT INTO run_load VALUES ('2026-01-01', 'N1', 'T1', 1), ('2026-01-01', 'N1', 'T2', 9)", {}],
  ['UPDATE run_load SET parcels = parcels + 1', { load: ['N1\n2026-01-01\nT1'] }],
  ['UPDATE run_load SET parcels = parcels + 1', {}],
  ["UPDATE run_load SET parcels = 1 WHERE trip_id = 'T1'", { load: ['N1\n2026-01-01\nT1'] }],
  ["INSERT INTO run_load VALUES ('2026-01-02', 'N1', 'T1', 2)", { load: ['N1\n2026-01-02\nT1'] }],
  ['DELETE FROM run_load', { load: ['N1\n2026-01-02\nT1'] }],
  ['TRUNCATE run_load', { load: 'ALL' }],
  ['DELETE FROM timetable', { timetable: ['N1'] }],
  [
    `INSERT INTO disruption (id, network_code, kind, from_on, until_on, created_by, created_at)
     VALUES ('${OTHER}', 'N1', 'CANCELLED', '2026-01-01', '2026-01-01', '', now())`,
    { timetable: ['N1'] },
  ],
  ['UPDATE disruption SET lifted_at = now()', { timetable: ['N1'] }],
  ['DELETE FROM disruption', { timetable: ['N1'] }],
  ['TRUNCATE disruption', { timetable: 'ALL' }],
  ["INSERT INTO dwell_forecast VALUES ('N1', now(), '{0.5,0.9}', 0.99, 1)", { point: 'ALL' }],
  ['UPDATE dwell_forecast SET confidence = 0.9', { point: 'ALL' }],
  ['TRUNCATE dwell_forecast', { point: 'ALL' }],
  ["DELETE FROM network WHERE code = 'N1'", { network: ['N1'] }],
  ["UPDATE point SET state = 'SUSPENDED' WHERE id = $a", { point: ['$a'] }],
  [`UPDATE merchant SET state = 'REFUSED' WHERE id = '$merchant'`, { merchant: ['$merchant'] }],
  ["INSERT INTO programme VALUES ('P1', '{}')", { programme: ['P1'] }],
  ["UPDATE programme SET definition = '[]' WHERE code = 'P1'", { programme: ['P1'] }],
  [
    `INSERT INTO enrolment VALUES ('${OTHER}', '$merchant', 'P1', '2026-01-01', NULL, now())`,
    { merchant: ['$merchant'] },
  ],
  [`UPDATE enrolment SET last_day = '2026-02-02' WHERE id = '${OTHER}'`, { merchant: ['$merchant'] }],
  [`DELETE FROM enrolment WHERE id = '${OTHER}'`, { merchant: ['$merchant'] }],
  ["DELETE FROM programme WHERE code = 'P1'", { programme: ['P1'] }],
  [
    `INSERT INTO access_token (id, hash, role, label, created_at, created_by, expires_at)
     VALUES ('${OTHER}', '', 'OPERATOR', '', now(), '', now())`,
    { token: [OTHER] },
  ],
  [`UPDATE access_token SET revoked_at = now() WHERE id = '${OTHER}'`, { token: [OTHER] }],
  [`DELETE FROM access_token WHERE id = '${OTHER}'`, { token: [OTHER] }],
  [PARCEL, {}],
  ["UPDATE parcel SET custodian_point_id = $a WHERE id = '$parcel'", { room: ['$a'] }],
  ["UPDATE parcel SET state = 'X' WHERE id = '$parcel'", {}],
  ["UPDATE parcel SET state = 'AVAILABLE' WHERE id = '$parcel'", { room: ['$a'] }],
  ["UPDATE parcel SET custodian_point_id = $b WHERE id = '$parcel'", { room: ['$a', '$b'] }],
  ["UPDATE parcel SET custodian_point_id = NULL WHERE id = '$parcel'", { room: ['$b'] }],
  ["INSERT INTO booking (parcel_id, point_id, from_at) VALUES ('$parcel', $a, now())", { room: ['$a'] }],
  ['UPDATE booking SET lapses_at = NULL', {}],
  ['UPDATE booking SET lapses_at = now()', { room: ['$a'] }],
  ['UPDATE booking SET arrives_at = now()', { room: ['$a'] }],
  ['UPDATE booking SET point_id = $b', { room: ['$a', '$b'] }],
  ['UPDATE booking SET released_at = now()', { room: ['$b'] }],
  ['DELETE FROM booking', { room: ['$b'] }],
  ["DELETE FROM parcel WHERE id = '$parcel'", {}],
  [
    "INSERT INTO place (country, postcode, commune, commune_folded, lat, lon, source) VALUES ('FR','1','','',0,0,'')",
    { place: 'ALL' },
  ],
  ["UPDATE place SET postcode = '2'", { place: 'ALL' }],
  ['DELETE FROM place', { place: 'ALL' }],
  ['TRUNCATE place', { place: 'ALL' }],
  ['TRUNCATE booking', { room: 'ALL' }],
  ['TRUNCATE timetable CASCADE', { timetable: 'ALL' }],
  ['TRUNCATE point_network, enrolment', { point: 'ALL', merchant: 'ALL' }],
];
