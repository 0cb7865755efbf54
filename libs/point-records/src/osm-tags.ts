import type { PointKind } from '#libs/eligibility';
import type { Service } from './fields.js';

export interface OsmFacts {
  kind: PointKind | null;
  services: Service[];
}

/** Tags that say that a point does something, by the values that count as yes: `parcel_pickup` may name a carrier. */
const SERVICE_OF_TAG: readonly { tag: string; says: RegExp; service: Service }[] = [
  { tag: 'parcel_pickup', says: /[a-z]/i, service: 'PICKUP' },
  { tag: 'parcel_mail_in', says: /[a-z]/i, service: 'DROP_OFF' },
  { tag: 'refrigerated', says: /^(yes|only)$/i, service: 'CHILLED' },
  { tag: 'wheelchair', says: /^(yes|designated)$/i, service: 'WHEELCHAIR' },
];

/**
 * What OpenStreetMap's tags say of a point's kind and services (wiki pages `amenity=parcel_locker`, `parcel_pickup`,
 * `wheelchair`). Only what is said: a locker without `parcel_pickup` is not taken to hand anything out.
 */
export function factsOfOsmTags(tags: Readonly<Record<string, string>>): OsmFacts {
  const isLocker = tags.amenity === 'parcel_locker';
  const services = SERVICE_OF_TAG.flatMap(({ tag, says, service }) => {
    const value = tags[tag] ?? '';
    return value !== '' && !/^(no|limited)$/i.test(value) && says.test(value) ? [service] : [];
  });
  return { kind: isLocker ? 'LOCKER' : null, services };
}
