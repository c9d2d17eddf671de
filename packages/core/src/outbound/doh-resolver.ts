import { parseIpv4, parseIpv6 } from '../webhook/public-address.ts';
import type { ResolveHost } from './resolve-host.ts';

/** Used in production unless `WAQTOR_OUTBOUND_DOH_URL` names another. */
export const DEFAULT_DOH_URL = 'https://cloudflare-dns.com/dns-query';
/** However long an answer says that it holds: a name that turns to a private address is noticed within this. */
export const MAX_DNS_CACHE_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 3_000;
const MAX_ALIASES = 8;
const MAX_CACHED_NAMES = 1_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Types of records (RFC 1035, RFC 3596). */
const RECORD = { A: 1, CNAME: 5, AAAA: 28 } as const;
/** NOERROR. NXDOMAIN is a failure as every other: what does not exist today may tomorrow. */
const NO_ERROR = 0;

interface DnsRecord {
  type: number;
  TTL: number;
  data: string;
}
interface Found {
  addresses: string[];
  ttlMs: number;
}

export interface DohOptions {
  url?: string;
  fetch?: typeof fetch;
  now?: () => number;
  timeoutMs?: number;
}

/**
 * Looks names up by DNS over HTTPS (the JSON form, `application/dns-json`): A and AAAA, aliases followed. When either
 * of the two cannot be had the lookup has failed, for the unseen half may be the private one. Answers are kept as long
 * as they hold, at most MAX_DNS_CACHE_MS; failures are not kept.
 */
export const dohResolver = (options: DohOptions = {}): ResolveHost => {
  const now = options.now ?? Date.now;
  const cache = new Map<string, { addresses: string[]; until: number }>();
  return async (hostname) => {
    const name = hostname.replace(/\.$/, '').toLowerCase();
    const known = cache.get(name);
    if (known && known.until > now()) return { addresses: known.addresses };
    cache.delete(name);
    try {
      const found = await Promise.all([lookUp(name, RECORD.A, options), lookUp(name, RECORD.AAAA, options)]);
      const addresses = found.flatMap((half) => half.addresses);
      if (addresses.length === 0) return { failed: true };
      if (cache.size >= MAX_CACHED_NAMES) cache.clear();
      const ttlMs = Math.min(MAX_DNS_CACHE_MS, ...found.map((half) => half.ttlMs));
      cache.set(name, { addresses, until: now() + ttlMs });
      return { addresses };
    } catch {
      // A resolver that is away or answers nonsense: the caller hears of a lookup that failed, and tries again later.
      return { failed: true };
    }
  };
};

/** All addresses of one family. Throws when that cannot be known. */
const lookUp = async (hostname: string, type: 1 | 28, options: DohOptions): Promise<Found> => {
  let name = hostname;
  let ttlMs = MAX_DNS_CACHE_MS;
  for (let aliases = 0; aliases <= MAX_ALIASES; aliases++) {
    const records = await ask(name, type, options);
    for (const { TTL } of records) ttlMs = Math.min(ttlMs, TTL * 1000);
    const addresses = records.filter((record) => record.type === type).map((record) => record.data);
    if (addresses.length > 0) return { addresses: addresses.map(requireAddress), ttlMs };
    // Usually the resolver has followed the aliases itself; where it has not, the last one is asked for.
    const alias = records.findLast((record) => record.type === RECORD.CNAME);
    if (!alias) return { addresses: [], ttlMs };
    name = alias.data.replace(/\.$/, '').toLowerCase();
  }
  throw new Error('Too many aliases.');
};

const requireAddress = (text: string): string => {
  if (parseIpv4(text) === null && parseIpv6(text) === null) throw new Error('Not an address.');
  return text;
};

const ask = async (name: string, type: number, options: DohOptions): Promise<DnsRecord[]> => {
  const url = new URL(options.url ?? DEFAULT_DOH_URL);
  url.searchParams.set('name', name);
  url.searchParams.set('type', String(type));
  const response = await (options.fetch ?? fetch)(url, {
    headers: { Accept: 'application/dns-json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error('The resolver refused.');
  const text = await response.text();
  if (text.length > MAX_ANSWER_BYTES) throw new Error('The answer is too long.');
  const { Status, Answer = [] } = JSON.parse(text) as { Status: number; Answer?: unknown };
  if (Status !== NO_ERROR || !Array.isArray(Answer) || !Answer.every(isRecord)) throw new Error('No usable answer.');
  return Answer;
};

const isRecord = (value: unknown): value is DnsRecord => {
  const record = value as Partial<DnsRecord> | null;
  return (
    typeof record?.type === 'number' &&
    typeof record.data === 'string' &&
    Number.isFinite(record.TTL) &&
    (record.TTL as number) >= 0
  );
};
