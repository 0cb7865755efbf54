import { Points1605000000001 } from './0001-points.js';
import { Merchants1605000000002 } from './0002-merchants.js';
import { Access1605000000003 } from './0003-access.js';
import { Parcels1605000000004 } from './0004-parcels.js';
import { ChangeLog1605000000005 } from './0005-change-log.js';
import { Privacy1605000000008 } from './0008-privacy.js';

/** All migrations in the order in which they run. The number in a class's name is its order, as TypeORM asks. */
export const migrations = [
  Points1605000000001,
  Merchants1605000000002,
  Access1605000000003,
  Parcels1605000000004,
  ChangeLog1605000000005,
  Privacy1605000000008,
];
