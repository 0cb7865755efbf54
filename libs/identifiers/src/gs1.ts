import { type Checked, good, problem, quoted } from './checked.js';
import { checkGln } from './gtin.js';
import { checkSscc } from './sscc.js';

/** GS1's own resolver; an installation may put its own address here. */
export const GS1_RESOLVER = 'https://id.gs1.org';

/** Application identifiers that Relais uses: a logistic unit and a physical place. */
export const APPLICATION_IDENTIFIERS = { SSCC: '00', GLN: '414' } as const;

export type Gs1Key = keyof typeof APPLICATION_IDENTIFIERS;

const CHECKS: Readonly<Record<Gs1Key, (text: string) => Checked>> = { SSCC: checkSscc, GLN: checkGln };

/**
 * The web address of a parcel or a place (GS1 Digital Link, URI syntax): `https://id.gs1.org/00/106141411234567897`.
 * @param base http or https, with a path of its own if need be, with or without a slash at the end
 */
export function digitalLink(key: Gs1Key, text: string, base: string = GS1_RESOLVER): Checked {
  const value = CHECKS[key](text);
  if (!value.ok) return value;
  if (!/^https?:\/\/[^/?#\s]+(\/[^?#\s]*)?$/i.test(base)) {
    return problem(
      'WRONG_SHAPE',
      `A Digital Link begins with http:// or https:// and a host, and not with ${quoted(base)}.`,
    );
  }
  return good(`${base.replace(/\/+$/, '')}/${APPLICATION_IDENTIFIERS[key]}/${value.value}`);
}

/** Reads the SSCC or GLN out of a Digital Link, whatever its host, further qualifiers and query. */
export function readDigitalLink(uri: string): Checked<{ key: Gs1Key; value: string }> {
  const address = /^https?:\/\/[^/?#\s]+(\/[^?#\s]*)/i.exec(uri.trim());
  const found = address === null ? null : /\/(00|414)\/([0-9]+)(?=\/|$)/.exec(address[1] ?? '');
  if (found === null) {
    return problem('WRONG_SHAPE', `${quoted(uri)} is no GS1 Digital Link of a parcel (/00/…) or a place (/414/…).`);
  }
  const key: Gs1Key = found[1] === APPLICATION_IDENTIFIERS.SSCC ? 'SSCC' : 'GLN';
  const value = CHECKS[key](found[2] ?? '');
  return value.ok ? good({ key, value: value.value }) : value;
}

/**
 * The element string as it is written under a GS1-128 and as label software takes it: `(00)106141411234567897`. In
 * the bars there are no brackets, and FNC1 stands in front; that is the encoder's business.
 */
export function elementString(key: Gs1Key, text: string): Checked {
  const value = CHECKS[key](text);
  return value.ok ? good(`(${APPLICATION_IDENTIFIERS[key]})${value.value}`) : value;
}
