import type { ReasonFacts } from './reason-facts.js';
import { type Reason, reason } from './reasons.js';
import type { PointAlternative, PointFacts, PointRule, Programme } from './types.js';

/**
 * True if any alternative takes the point. Cheap on purpose, with nothing allocated: a search runs it over every point.
 * @param merchantId whose own shops count; null where nobody is known, and then none does
 */
export function pointMatches(rule: PointRule, point: PointFacts, merchantId: string | null): boolean {
  for (const alternative of rule) if (alternativeMatches(alternative, point, merchantId)) return true;
  return false;
}

function alternativeMatches(alternative: PointAlternative, point: PointFacts, merchantId: string | null): boolean {
  const { chains, networks, services, kinds } = alternative;
  if (chains !== undefined && (point.chain === null || !chains.includes(point.chain))) return false;
  if (kinds !== undefined && !kinds.includes(point.kind)) return false;
  if (networks !== undefined && !networks.some((network) => point.networks.includes(network))) return false;
  if (services !== undefined && !services.every((service) => point.services.includes(service))) return false;
  return ownershipFits(alternative, point, merchantId);
}

// A shop is its owner's. It is in others' lists only where a rule says SHOP: nobody asked for strangers' parcels.
function ownershipFits(alternative: PointAlternative, point: PointFacts, merchantId: string | null): boolean {
  const isOwn = point.ownerMerchantId !== null && point.ownerMerchantId === merchantId;
  if (isOwn) return true;
  if (alternative.ownShop === true) return false;
  return point.ownerMerchantId === null || alternative.kinds?.includes('SHOP') === true;
}

/**
 * Every reason why a programme does not apply at a point; empty if it does. Where no alternative fits, the reasons of
 * all of them are given, each once, since it is enough to put any alternative right.
 */
export function pointReasons(programme: Programme, point: PointFacts, merchantId: string | null): readonly Reason[] {
  const { code, covers, pointRule } = programme;
  // A rule without alternatives takes no point, which is to say that collection is not covered.
  if (!covers.includes('PICKUP') || pointRule.length === 0) return [reason(code, { code: 'PICKUP_NOT_COVERED' })];
  if (pointMatches(pointRule, point, merchantId)) return [];
  const bySentence = new Map<string, Reason>();
  for (const alternative of pointRule) {
    for (const facts of alternativeFacts(alternative, point, merchantId)) {
      const found = reason(code, facts);
      bySentence.set(found.detail, found);
    }
  }
  return [...bySentence.values()];
}

function alternativeFacts(
  alternative: PointAlternative,
  point: PointFacts,
  merchantId: string | null,
): readonly ReasonFacts[] {
  const { chains, networks, services = [], kinds } = alternative;
  const facts: ReasonFacts[] = [];
  if (!ownershipFits(alternative, point, merchantId)) facts.push({ code: 'NOT_OWN_SHOP' });
  if (chains !== undefined && (point.chain === null || !chains.includes(point.chain))) {
    facts.push({ code: 'CHAIN_OUTSIDE', chain: point.chain });
  }
  if (networks !== undefined && !networks.some((network) => point.networks.includes(network))) {
    facts.push({ code: 'NETWORK_OUTSIDE', wanted: networks });
  }
  for (const service of services)
    if (!point.services.includes(service)) facts.push({ code: 'SERVICE_MISSING', service });
  if (kinds !== undefined && !kinds.includes(point.kind)) facts.push({ code: 'KIND_OUTSIDE', kind: point.kind });
  return facts;
}
