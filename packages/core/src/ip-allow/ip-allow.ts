import { contains, parseNetwork } from './network.ts';
import type { Network } from './network.ts';

const networksIn = (list: readonly string[]): Network[] =>
  list.map(parseNetwork).filter((network): network is Network => network !== null);

const isWithin = (list: readonly Network[], inner: Network): boolean =>
  list.some((network) => contains(network, inner));

/**
 * whether `address` is in a list of addresses and networks (CIDR, both families; an IPv4 address mapped into IPv6
 * counts as IPv4). An empty list allows every address; what cannot be read allows none.
 */
export const isIpAllowed = (list: readonly string[], address: string): boolean => {
  if (list.length === 0) return true;
  const asked = parseNetwork(address);
  return asked !== null && !address.includes('/') && isWithin(networksIn(list), asked);
};
