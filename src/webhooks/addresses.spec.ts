import fc from 'fast-check';
import { isPublicAddress, literalAddress } from './addresses.js';

describe('an address', () => {
  it.each(['1.1.1.1', '93.184.215.14', '2606:4700:4700::1111', '2a01:e0a::1', '::ffff:93.184.215.14'])(
    'of the public internet is taken: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine, all of its names', '127.8.9.1'],
    ['this machine, as it listens', '0.0.0.0'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.31.255.1'],
    ['a private network', '192.168.0.10'],
    ['a carrier’s network', '100.64.0.1'],
    ['link-local, where clouds keep their metadata', '169.254.169.254'],
    ['many', '224.0.0.1'],
    ['everybody', '255.255.255.255'],
    ['documentation', '192.0.2.1'],
    ['measurements', '198.18.0.1'],
    ['this machine', '::1'],
    ['nobody', '::'],
    ['link-local', 'fe80::1'],
    ['link-local with its zone', 'fe80::1%eth0'],
    ['a private network', 'fd12:3456::1'],
    ['a private network of old', 'fec0::1'],
    ['IPv4 in other clothes', '::ffff:127.0.0.1'],
    ['IPv4 in other clothes, in hex', '::ffff:a9fe:a9fe'],
    ['IPv4 in old clothes', '::10.0.0.1'],
    ['IPv4 behind a translator', '64:ff9b::7f00:1'],
    ['IPv4 in a tunnel', '2002:7f00:1::'],
    ['IPv4 in a tunnel', '2001:0:7f00:1::'],
    ['documentation', '2001:db8::1'],
    ['no address', 'localhost'],
    ['no address', ''],
  ])('of %s is refused: %s', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is refused whatever IPv4 network of its own it is in, and however it is written', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const inside = fc.oneof(
      fc.tuple(fc.constant(10), byte, byte, byte),
      fc.tuple(fc.constant(127), byte, byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
    );
    fc.assert(
      fc.property(inside, (bytes) => {
        const text = bytes.join('.');
        const number = bytes.reduce((sum, one) => sum * 256 + one, 0);
        const ways = [text, `::ffff:${text}`, `${number}`, `0x${number.toString(16)}`, `[::ffff:${text}]`];
        for (const way of ways) {
          const literal = URL.canParse(`https://${way}/`) ? literalAddress(new URL(`https://${way}/`)) : way;
          expect(literal).not.toBeNull();
          expect(isPublicAddress(literal as string)).toBe(false);
        }
      }),
    );
  });
});
