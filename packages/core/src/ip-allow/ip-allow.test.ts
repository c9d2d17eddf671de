import { createApiKeyRequest } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { isIpAllowed } from './ip-allow.ts';
import { parseNetwork } from './network.ts';

const ALLOWED: [list: string, address: string][] = [
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.0/24', '203.0.113.255'],
  // Bits beyond the prefix do not count.
  ['203.0.113.77/24', '203.0.113.1'],
  ['0.0.0.0/0', '198.51.100.9'],
  ['203.0.113.128/25', '203.0.113.128'],
  ['255.255.255.255/32', '255.255.255.255'],
  ['203.0.113.7', '::ffff:203.0.113.7'],
  ['203.0.113.0/24', '::ffff:cb00:7109'],
  ['::ffff:203.0.113.0/120', '203.0.113.9'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8::/32', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
  ['2001:db8:0:1::/64', '2001:0db8:0000:0001:abcd::'],
  ['::/0', '2001:db8::1'],
  ['::1', '::1'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
];

const REFUSED: [list: string, address: string][] = [
  ['203.0.113.7', '203.0.113.8'],
  ['203.0.113.0/24', '203.0.112.255'],
  ['203.0.113.128/25', '203.0.113.127'],
  ['2001:db8::/32', '2001:db9::'],
  ['2001:db8:0:1::/64', '2001:db8:0:2::1'],
  // One family says nothing about the other.
  ['::/0', '203.0.113.7'],
  ['::/0', '::ffff:203.0.113.7'],
  ['0.0.0.0/0', '2001:db8::1'],
  ['::203.0.113.7', '203.0.113.7'],
];

const UNREADABLE = [
  '',
  ' 203.0.113.7',
  '203.0.113',
  '203.0.113.07',
  '203.0.113.256',
  '203.0.113.7.1',
  '203.0.113.0/24',
  '203.0.113.7, 198.51.100.1',
  '2001:db8',
  '2001:db8:::1',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '2001::db8::1',
  'fe80::1%eth0',
  '1.2.3.4::',
  '::ffff:1.2.3',
  'localhost',
];

describe('IP list', () => {
  it('A-2 allows every address when it is empty', () => {
    expect(isIpAllowed([], '203.0.113.7')).toBe(true);
  });

  it.each(ALLOWED)('A-2 %s allows %s', (entry, address) => {
    expect(isIpAllowed(['192.0.2.1', entry], address)).toBe(true);
  });

  it.each(REFUSED)('A-2 %s refuses %s', (entry, address) => {
    expect(isIpAllowed(['192.0.2.1', entry], address)).toBe(false);
  });

  it.each(UNREADABLE)('A-2 refuses the address %j, which cannot be read', (address) => {
    expect(isIpAllowed(['0.0.0.0/0', '::/0'], address)).toBe(false);
  });

  it.each([
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.0/',
    '203.0.113.0/024',
    '2001:db8::/129',
    'x',
    '1.2.3.4/8/8',
  ])('A-2 with the entry %j, which cannot be read, allows nothing by it', (entry) => {
    expect([isIpAllowed([entry], '203.0.113.1'), isIpAllowed([entry], '2001:db8::1')]).toEqual([false, false]);
  });

  it('A-2 can read every entry that the contract of a key lets in', () => {
    const entries = [...ALLOWED, ...REFUSED].map(([entry]) => entry);
    const odd = ['1.2.3.4/0', '::', '1::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '::1.2.3.4', '1:2:3:4:5:6:1.2.3.4'];
    const letIn = [...entries, ...odd, ...UNREADABLE].filter(
      (entry) => createApiKeyRequest.shape.ips.safeParse([entry]).success,
    );
    expect(letIn.length).toBeGreaterThan(25);
    expect(letIn.filter((entry) => parseNetwork(entry) === null)).toEqual([]);
  });
});
