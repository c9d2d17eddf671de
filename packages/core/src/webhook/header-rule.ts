/**
 * Names of headers that an operator may not set (W-9): what HTTP itself, the network between or our own signature mean
 * something by. Lower case.
 */
const REFUSED_NAMES = new Set([
  'accept-encoding',
  'alt-svc',
  'cdn-loop',
  'connection',
  'cookie',
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
  'x-http-method-override',
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
  'x-original-',
  'x-real-',
  'x-waqtor-',
];

export const isHeaderNameAllowed = (name: string): boolean => {
  const lower = name.toLowerCase();
  return !REFUSED_NAMES.has(lower) && !REFUSED_PREFIXES.some((prefix) => lower.startsWith(prefix));
};

/** A line break would begin a header of its own; other control characters are refused by receivers. Latin-1 alone is defined. */
export const isHeaderValueAllowed = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
