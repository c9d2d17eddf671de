import { MAX_WEBHOOK_HEADERS, MAX_WEBHOOK_HEADERS_BYTES } from '@waqtor/contracts';

/**
 * Names that an operator cannot set (W-9): those that carry meaning for HTTP itself, for proxies on the way, for the
 * network we run on, and our own. Lower case.
 */
const REFUSED_NAMES = new Set([
  'accept-encoding',
  'age',
  'alt-svc',
  'cdn-loop',
  'connection',
  'cookie',
  'cookie2',
  'date',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'max-forwards',
  'origin',
  'range',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'true-client-ip',
  'upgrade',
  'user-agent',
  'via',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-host',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
]);
const REFUSED_PREFIXES = [
  'access-control-',
  'cf-',
  'content-',
  'if-',
  'proxy-',
  'sec-',
  'webhook-',
  'x-forwarded-',
  'x-waqtor-',
] as const;

export type HeaderRefusal =
  /** The name is taken. */
  | { kind: 'name'; name: string }
  /** The same name twice, in other letters: a receiver would see one of them, or both. */
  | { kind: 'twice'; name: string }
  /** Line breaks and what is not ASCII: it would end the header, or break the request. */
  | { kind: 'value'; name: string }
  | { kind: 'count' }
  | { kind: 'size' };

const isRefusedName = (name: string): boolean =>
  REFUSED_NAMES.has(name) || REFUSED_PREFIXES.some((prefix) => name.startsWith(prefix));

/** Why the custom headers of an endpoint are not taken; null when they are. `name` is as it was written. */
export const headerRefusal = (headers: Readonly<Record<string, string>>): HeaderRefusal | null => {
  const entries = Object.entries(headers);
  if (entries.length > MAX_WEBHOOK_HEADERS) return { kind: 'count' };
  const seen = new Set<string>();
  let bytes = 0;
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    if (isRefusedName(lower)) return { kind: 'name', name };
    if (seen.has(lower)) return { kind: 'twice', name };
    if (!/^[\x20-\x7e\t]*$/.test(value)) return { kind: 'value', name };
    seen.add(lower);
    // ASCII: characters are bytes.
    bytes += name.length + value.length;
  }
  return bytes > MAX_WEBHOOK_HEADERS_BYTES ? { kind: 'size' } : null;
};
