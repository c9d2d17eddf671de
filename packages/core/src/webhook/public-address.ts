/**
 * Is a resolved address reachable on the public internet? IANA special-purpose registries (RFC 6890 and updates).
 * Addresses that carry an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo) are refused or judged by it.
 */
const IPV4_REFUSED: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Dotted decimal only (what a parsed URL or a resolver gives); null for anything else. */
export const parseIpv4 = (text: string): number | null => {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
};

/** Eight 16-bit groups, or null. A zone id (`%eth0`) is refused: it names an interface of ours. */
export const parseIpv6 = (text: string): number[] | null => {
  let source = text;
  const lastColon = text.lastIndexOf(':');
  if (text.includes('.')) {
    const tail = parseIpv4(text.slice(lastColon + 1));
    if (lastColon < 0 || tail === null) return null;
    source = `${text.slice(0, lastColon + 1)}${(tail >>> 16).toString(16)}:${(tail & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return null;
  const groupsOf = (half: string | undefined): string[] => (half ? half.split(':') : []);
  const head = groupsOf(halves[0]);
  const rest = groupsOf(halves[1]);
  const missing = 8 - head.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...rest];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.map((group) => Number.parseInt(group, 16));
};

const isPublicIpv4 = (value: number): boolean =>
  IPV4_REFUSED.every(([base, bits]) => {
    const shift = 2 ** (32 - bits);
    return Math.floor(value / shift) !== Math.floor((parseIpv4(base) as number) / shift);
  });

const isPublicIpv6 = (groups: readonly number[]): boolean => {
  const [first, second, third] = groups as [number, number, number];
  const embedded = (groups[6] as number) * 65_536 + (groups[7] as number);
  const isZero = (from: number, to: number): boolean => groups.slice(from, to).every((group) => group === 0);
  if (isZero(0, 5) && groups[5] === 0xffff) return isPublicIpv4(embedded);
  if (first === 0x64 && second === 0xff9b && isZero(2, 6)) return isPublicIpv4(embedded);
  if (first === 0x2002) return isPublicIpv4(second * 65_536 + third);
  // Global unicast is 2000::/3; all else (loopback, ULA, link-local, site-local, multicast, compat, 64:ff9b:1::) is not.
  if (first < 0x2000 || first > 0x3fff) return false;
  // 2001::/23 protocol assignments (Teredo, ORCHID, benchmarking), documentation 2001:db8::/32 and 3fff::/20.
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return false;
  return !(first === 0x3fff && second < 0x1000);
};

/** `address` as a resolver gives it, without brackets. What cannot be read is not public. */
export const isPublicAddress = (address: string): boolean => {
  const ipv4 = parseIpv4(address);
  if (ipv4 !== null) return isPublicIpv4(ipv4);
  const ipv6 = parseIpv6(address);
  return ipv6 !== null && isPublicIpv6(ipv6);
};
