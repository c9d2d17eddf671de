import { isPublicAddress } from '../webhook/public-address.ts';

/** All addresses of a name, IPv4 and IPv6; `failed` when that cannot be known now. Never throws. */
export type ResolveHost = (hostname: string) => Promise<{ addresses: string[] } | { failed: true }>;

/** A resolver for runs without a network: nothing is found, so that every public name is a failed lookup. */
export const noResolver: ResolveHost = async () => ({ failed: true });

export type HostVerdict = 'public' | 'dns' | 'dns_refused';

/**
 * May we connect to what this name stands for at present? `dns` is worth another try; `dns_refused` is said when even
 * one of the addresses is not public, because nobody knows which of them the connection will take.
 */
export const judgeHost = async (hostname: string, resolve: ResolveHost): Promise<HostVerdict> => {
  const answer = await resolve(hostname);
  if ('failed' in answer || answer.addresses.length === 0) return 'dns';
  return answer.addresses.every(isPublicAddress) ? 'public' : 'dns_refused';
};
