import type { EventContent } from './event.js';

const CBV = 'https://ref.gs1.org/cbv/';

/**
 * The string of which an event's id is the hash, by the EPCIS Event Hash ID algorithm of CBV 2.0, for the fields that
 * our events have: values behind their names in the order of the standard, nothing between them; CBV's words as their
 * web addresses; of source and destination the type first; our own fields last, sorted, with their whole namespace. Ids,
 * `recordTime` and `errorDeclaration` are no part of it, so that a declaration has the id of what it takes back.
 *
 * Held against examples that the reference implementation publishes (see the spec). Where the wording of its rules
 * (the type behind the party) and its results differ, this follows the results, as the other implementations have come
 * to. Nothing was run against that implementation itself.
 *
 * Everything that is sorted here is ASCII, where JavaScript's order is that of bytes.
 *
 * @param namespaces - What the prefixes of the fields with a colon stand for.
 */
export function canonicalForm(event: EventContent, namespaces: Readonly<Record<string, string>>): string {
  const epcs = event.epcList.map((epc) => `epc=${epc}`).sort();
  return [
    `eventType=${event.type}`,
    `eventTime=${event.eventTime}`,
    `eventTimeZoneOffset=${event.eventTimeZoneOffset}`,
    epcs.length > 0 ? `epcList${epcs.join('')}` : '',
    `action=${event.action}`,
    `bizStep=${word('BizStep', event.bizStep)}`,
    event.disposition === undefined ? '' : `disposition=${word('Disp', event.disposition)}`,
    event.readPoint === undefined ? '' : `readPointid=${event.readPoint.id}`,
    event.bizLocation === undefined ? '' : `bizLocationid=${event.bizLocation.id}`,
    parties(
      'sourceList',
      event.sourceList?.map(({ type, source }) => ({ type, party: `source=${source}` })),
    ),
    parties(
      'destinationList',
      event.destinationList?.map(({ type, destination }) => ({ type, party: `destination=${destination}` })),
    ),
    extensions(event, namespaces),
  ].join('');
}

/** RFC 6920, as CBV writes it. */
export function eventId(canonical: string, sha256Hex: (text: string) => string): string {
  return `ni:///sha-256;${sha256Hex(canonical)}?ver=CBV2.0`;
}

/** A word of CBV's by its address; a word of somebody else's is an address already. */
function word(kind: 'BizStep' | 'Disp' | 'SDT', text: string): string {
  return text.includes(':') ? text : `${CBV}${kind}-${text}`;
}

function parties(list: string, members: { type: string; party: string }[] | undefined): string {
  if (members === undefined || members.length === 0) return '';
  const texts = members.map(({ type, party }) => `type=${word('SDT', type)}${party}`);
  return list + texts.sort().join('');
}

function extensions(event: EventContent, namespaces: Readonly<Record<string, string>>): string {
  const texts = Object.entries(event).flatMap(([name, value]) => {
    const [prefix = '', local] = name.split(':');
    return local === undefined || value === undefined ? [] : [`{${namespaces[prefix] ?? ''}}${local}=${value}`];
  });
  return texts.sort().join('');
}
