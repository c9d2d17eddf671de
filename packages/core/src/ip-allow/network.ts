/** An address as a number in its family. */
interface Address {
  family: 4 | 6;
  value: bigint;
}

/** A network: addresses of one family that agree in the first `bits` bits. */
export interface Network extends Address {
  bits: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;
/** `::ffff:0:0/96`: IPv4 addresses as a socket of both families shows them (RFC 4291 §2.5.5.2). */
const MAPPED_PREFIX = 0xffffn;
const MAPPED_BITS = 96;

const parseV4 = (text: string): bigint | null => {
  const parts = text.split('.');
  // Without leading zeros, which some readers take for octal: one text, one address.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
};

/** Groups of a part of an IPv6 address; its last one may be an IPv4 address, which makes two. */
const groupsOf = (text: string): bigint[] | null => {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (at === parts.length - 1 && part.includes('.')) {
      const v4 = parseV4(part);
      if (v4 === null) return null;
      groups.push(v4 >> 16n, v4 & 0xffffn);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
      groups.push(BigInt(`0x${part}`));
    }
  }
  return groups;
};

const parseV6 = (text: string): bigint | null => {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return null;
  // An IPv4 address stands at the very end alone.
  if (tail !== undefined && head.includes('.')) return null;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  // `::` stands for at least one group.
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array<bigint>(missing).fill(0n), ...right];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
};

const parseEither = (text: string): Address | null => {
  const family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? parseV6(text) : parseV4(text);
  return value === null ? null : { family, value };
};

/** A mapped address or network is the IPv4 one that it stands for. */
const unmapped = (network: Network): Network => {
  const isMapped = network.family === 6 && network.value >> 32n === MAPPED_PREFIX && network.bits >= MAPPED_BITS;
  if (!isMapped) return network;
  return { family: 4, value: network.value & 0xffffffffn, bits: network.bits - MAPPED_BITS };
};

/** `203.0.113.0/24`, `2001:db8::/32`, or one address, which is a network of its own; null for anything else. */
export const parseNetwork = (text: string): Network | null => {
  const [address = '', length, ...more] = text.split('/');
  const parsed = parseEither(address);
  if (!parsed || more.length > 0) return null;
  const width = WIDTH[parsed.family];
  if (length === undefined) return unmapped({ ...parsed, bits: width });
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > width) return null;
  return unmapped({ ...parsed, bits: Number(length) });
};

/** Whether `outer` has every address of `inner`. */
export const contains = (outer: Network, inner: Network): boolean => {
  if (outer.family !== inner.family || inner.bits < outer.bits) return false;
  const shift = BigInt(WIDTH[outer.family] - outer.bits);
  return outer.value >> shift === inner.value >> shift;
};
