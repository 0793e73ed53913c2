import { describe, expect, test } from 'vitest';
import { contains, formatCidr, formatIpv4, overlaps, parseCidr, parseIpv4 } from '../../../src/spec/cidr.ts';

const cidr = (text: string) => {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(`${text} is no network`);
  return parsed;
};

describe('an IPv4 address', () => {
  test.each([
    ['0.0.0.0', 0],
    ['10.88.0.11', 173_539_339],
    ['255.255.255.255', 4_294_967_295],
  ])('%s is the number %d and back', (text, number) => {
    expect(parseIpv4(text)).toBe(number);
    expect(formatIpv4(number)).toBe(text);
  });

  test.each(['', '10.0.0', '10.0.0.0.1', '10.0.0.256', '010.0.0.1', '10.0.0.-1', '10.0.0.1 ', 'a.b.c.d', '0x1.0.0.0'])(
    '%j is none',
    (text) => {
      expect(parseIpv4(text)).toBeUndefined();
    },
  );
});

describe('a network', () => {
  test.each([
    ['10.244.7.9/16', '10.244.0.0/16'],
    ['192.168.1.130/25', '192.168.1.128/25'],
    ['10.0.0.1/32', '10.0.0.1/32'],
    ['203.0.113.9/0', '0.0.0.0/0'],
  ])('%s lies in %s', (text, canonical) => {
    expect(formatCidr(cidr(text))).toBe(canonical);
  });

  test.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/8/8', '10.0.0/8', 'fd00::/8'])(
    '%j is none',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  test.each([
    ['10.0.0.0/8', '10.96.0.0/16', true],
    ['10.96.0.0/16', '10.0.0.0/8', true],
    ['10.96.0.0/16', '10.97.0.0/16', false],
    ['192.168.0.0/25', '192.168.0.128/25', false],
    ['0.0.0.0/0', '255.255.255.255/32', true],
  ])('%s and %s share an address: %s', (a, b, shared) => {
    expect(overlaps(cidr(a), cidr(b))).toBe(shared);
  });

  test('holds its first and last address and not their neighbours', () => {
    const network = cidr('10.96.0.0/30');
    const inside = ['10.95.255.255', '10.96.0.0', '10.96.0.3', '10.96.0.4'].map((text) =>
      contains(network, parseIpv4(text) ?? -1),
    );
    expect(inside).toEqual([false, true, true, false]);
  });
});
