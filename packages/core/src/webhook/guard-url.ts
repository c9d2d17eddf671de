import { isPublicAddress, parseIpv4, parseIpv6 } from './public-address.ts';

export const MAX_OUTBOUND_URL_CHARS = 2048;
const HTTPS_PORTS = new Set(['', '443', '8443']);
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Suffixes by which private networks name their hosts (RFC 6761, 6762, 7686, 8375, 9476 and common usage). `invalid`
 * and `example` are not here: they never resolve, which is a failed lookup and no way into anything.
 */
const PRIVATE_SUFFIXES = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'private',
  'lan',
  'home',
  'corp',
  'home.arpa',
  'in-addr.arpa',
  'ip6.arpa',
  'onion',
  'alt',
  'test',
  'localdomain',
];
/** First labels by which clouds offer their metadata service. */
const METADATA_LABELS = new Set(['metadata', 'instance-data']);

export interface OutboundPolicy {
  /** Opens http to 127.0.0.1, ::1 and localhost on any port: local runs only, never production (W-9). */
  allowLoopbackHttp: boolean;
  /** Hosts of this deployment: requests to ourselves are refused, subdomains included. */
  ownHosts?: readonly string[];
  /** Where loopback is open: the ports of our own parts, which it stays closed to. */
  ownPorts?: readonly number[];
}

export type OutboundRefusal =
  | 'not_a_url'
  | 'too_long'
  | 'scheme'
  | 'credentials'
  | 'fragment'
  | 'port'
  | 'private_name'
  | 'private_address'
  | 'ip_literal'
  | 'own_host';

export type GuardVerdict = { ok: true; url: URL } | { ok: false; reason: OutboundRefusal };

const refused = (reason: OutboundRefusal): GuardVerdict => ({ ok: false, reason });

/**
 * May we send a request to this address? Judges the parsed host alone: the URL parser has already turned `0x7f.1`,
 * `2130706433`, full-width digits and their like into one notation, which a look at the raw string would miss.
 * Resolved addresses are the caller's second question (`isPublicAddress`), before every attempt.
 */
export const guardUrl = (raw: string, policy: OutboundPolicy): GuardVerdict => {
  if (raw.length > MAX_OUTBOUND_URL_CHARS) return refused('too_long');
  // The parser drops these silently, so that two readers could see two addresses.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(raw) || !URL.canParse(raw)) return refused('not_a_url');
  const url = new URL(raw);
  if (url.username !== '' || url.password !== '') return refused('credentials');
  if (url.hash !== '') return refused('fragment');
  if (policy.allowLoopbackHttp && url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname)) {
    // The parser leaves out the port that is the default of http.
    return policy.ownPorts?.includes(Number(url.port || 80)) ? refused('own_host') : { ok: true, url };
  }
  if (url.protocol !== 'https:') return refused('scheme');
  const hostRefusal = refusalOfHost(url.hostname, policy.ownHosts ?? []);
  if (hostRefusal !== null) return refused(hostRefusal);
  return HTTPS_PORTS.has(url.port) ? { ok: true, url } : refused('port');
};

const refusalOfHost = (hostname: string, ownHosts: readonly string[]): OutboundRefusal | null => {
  if (hostname.startsWith('[')) {
    const address = hostname.slice(1, -1);
    return parseIpv6(address) !== null && isPublicAddress(address) ? 'ip_literal' : 'private_address';
  }
  if (parseIpv4(hostname) !== null) return isPublicAddress(hostname) ? 'ip_literal' : 'private_address';
  const name = (hostname.endsWith('.') ? hostname.slice(0, -1) : hostname).toLowerCase();
  const labels = name.split('.');
  if (labels.length < 2 || labels.some((label) => label === '')) return 'private_name';
  if (METADATA_LABELS.has(labels[0] as string)) return 'private_name';
  if (PRIVATE_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`))) return 'private_name';
  return ownHosts.some((own) => name === own || name.endsWith(`.${own}`)) ? 'own_host' : null;
};
