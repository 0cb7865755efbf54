import { createHash } from 'node:crypto';
import { canonicalForm, eventId } from './canonical.js';
import type { EventContent } from './event.js';

const sha256Hex = (text: string) => createHash('sha256').update(text).digest('hex');

// Examples of the reference implementation, as it publishes them for CBV 2.0 (RalphTro/epcis-event-hash-generator, MIT,
// tests/examples/expected/CBV2.0). Its GS1 keys are URNs; here they stand as the Digital Links that they mean.
const TRANSPORTING: EventContent = {
  type: 'ObjectEvent',
  eventTime: '2022-02-16T15:50:00.000Z',
  eventTimeZoneOffset: '+01:00',
  epcList: ['https://id.gs1.org/00/140123451122233341'],
  action: 'OBSERVE',
  bizStep: 'transporting',
  readPoint: { id: 'geo:47.506694,11.104301' },
};
const DEPARTING: EventContent = {
  ...TRANSPORTING,
  eventTime: '2022-02-16T11:50:00.000Z',
  bizStep: 'departing',
  readPoint: { id: 'https://id.gs1.org/414/4012345000221' },
  sourceList: [{ type: 'possessing_party', source: 'https://id.gs1.org/417/4012345000009' }],
  destinationList: [{ type: 'possessing_party', destination: 'https://id.gs1.org/417/4023333000000' }],
};
const REFERENCE: EventContent = {
  ...TRANSPORTING,
  eventTime: '2020-03-04T10:00:30.000Z',
  epcList: ['0401234500000003334', '0401234500000001118', '0401234500000002221'].map(
    (sscc) => `https://id.gs1.org/00/${sscc}`,
  ),
  bizStep: 'departing',
  readPoint: { id: 'https://id.gs1.org/414/4012345000115/254/987' },
};

describe('the canonical form of an event, against published examples', () => {
  it('gives the published id of the transporting event', () => {
    expect(eventId(canonicalForm(TRANSPORTING, {}), sha256Hex)).toBe(
      'ni:///sha-256;1d2ec4174d8f0b5988a44795b31a636e8bc7f88ebc4bdc0d35c14f215a842e80?ver=CBV2.0',
    );
  });

  it('gives the published id of the departing event, but for its business transaction, of which ours have none', () => {
    const transaction =
      'bizTransactionListtype=https://ref.gs1.org/cbv/BTT-desadvbizTransaction=urn:epcglobal:cbv:bt:4012345000009:ASN1099';
    const canonical = canonicalForm(DEPARTING, {}).replace('sourceList', `${transaction}sourceList`);
    expect(eventId(canonical, sha256Hex)).toBe(
      'ni:///sha-256;2919bf0587534fef0e25eea97b5dda68f345e6bbf2c6b4cb27b2a52e0039272b?ver=CBV2.0',
    );
  });

  it('sorts the parcels of an event', () => {
    expect(canonicalForm(REFERENCE, {})).toContain(
      'epcListepc=https://id.gs1.org/00/0401234500000001118epc=https://id.gs1.org/00/0401234500000002221epc=https://id.gs1.org/00/0401234500000003334action=OBSERVE',
    );
  });

  it('sorts fields of ours behind the rest, with their namespace', () => {
    const event: EventContent = { ...TRANSPORTING, 'relais:sequence': 2, 'relais:kind': 'HUB_ARRIVAL' };
    expect(canonicalForm(event, { relais: 'https://ns.example.com/epcis/' })).toBe(
      `${canonicalForm(TRANSPORTING, {})}{https://ns.example.com/epcis/}kind=HUB_ARRIVAL{https://ns.example.com/epcis/}sequence=2`,
    );
  });

  it('writes words of CBV by their address, and others as they are', () => {
    const event: EventContent = {
      ...TRANSPORTING,
      disposition: 'in_transit',
      bizLocation: { id: 'https://a.example/1' },
    };
    expect(canonicalForm(event, {})).toContain(
      'bizStep=https://ref.gs1.org/cbv/BizStep-transportingdisposition=https://ref.gs1.org/cbv/Disp-in_transitreadPointid=geo:47.506694,11.104301bizLocationid=https://a.example/1',
    );
    expect(canonicalForm({ ...event, disposition: 'https://a.example/kept' }, {})).toContain(
      'disposition=https://a.example/kept',
    );
  });
});
