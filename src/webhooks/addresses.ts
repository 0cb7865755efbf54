import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why a connection was not made: its address is none of the public internet's. */
export class PrivateAddress extends Error {}

/**
 * Whether an address is a host's on the public internet. Everything else (this machine, private networks, carriers'
 * networks, link-local with the clouds' metadata, documentation, addresses that carry another one inside) is not.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  // An IPv4 address in IPv6's clothes is judged as what it is.
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]);
}

/**
 * Resolves a name for a connection, and refuses it if any of its addresses is not public. The check is on the very
 * addresses that are then connected to: a name that answers differently the next time gains nothing.
 */
export function publicLookup(lookup: typeof resolve = resolve): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const [first] = addresses;
      const isRefused = first === undefined || !addresses.every(({ address }) => isPublicAddress(address));
      if (isRefused) return done(new PrivateAddress(), '', 0);
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
}

/** The address that a URL names itself, for which nothing is resolved; null if it names a host. */
export function literalAddress({ hostname }: URL): string | null {
  const text = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(text) === 0 ? null : text;
}
