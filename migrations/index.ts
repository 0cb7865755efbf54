import { Points1605000000001 } from './0001-points.js';
import { Merchants1605000000002 } from './0002-merchants.js';
import { Access1605000000003 } from './0003-access.js';
import { Parcels1605000000004 } from './0004-parcels.js';
import { ChangeLog1605000000005 } from './0005-change-log.js';
import { Ledger1605000000006 } from './0006-ledger.js';
import { Outbox1605000000007 } from './0007-outbox.js';
import { Privacy1605000000008 } from './0008-privacy.js';
import { Around1605000000009 } from './0009-around.js';
import { LedgerByTime1605000000010 } from './0010-ledger-by-time.js';
import { ChangesInLine1605000000011 } from './0011-changes-in-line.js';
import { Exceptions1605000000012 } from './0012-exceptions.js';
import { Assignment1605000000013 } from './0013-assignment.js';
import { Timetables1605000000014 } from './0014-timetables.js';
import { Disruptions1605000000015 } from './0015-disruptions.js';
import { Promises1605000000016 } from './0016-promises.js';
import { ParcelsWithoutAWay1605000000017 } from './0017-parcels-without-a-way.js';
import { Dwell1605000000018 } from './0018-dwell.js';
import { SignIn1605000000020 } from './0020-sign-in.js';

/** All migrations in the order in which they run. The number in a class's name is its order, as TypeORM asks. */
export const migrations = [
  Points1605000000001,
  Merchants1605000000002,
  Access1605000000003,
  Parcels1605000000004,
  ChangeLog1605000000005,
  Ledger1605000000006,
  Outbox1605000000007,
  Privacy1605000000008,
  Around1605000000009,
  LedgerByTime1605000000010,
  ChangesInLine1605000000011,
  Exceptions1605000000012,
  Assignment1605000000013,
  Timetables1605000000014,
  Disruptions1605000000015,
  Promises1605000000016,
  ParcelsWithoutAWay1605000000017,
  Dwell1605000000018,
  SignIn1605000000020,
];
