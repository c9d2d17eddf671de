import { WEBHOOK_RESPONSE_EXCERPT_BYTES } from '@waqtor/contracts';
import { readExcerpt } from '@waqtor/core/outbound/read-excerpt';

const MAX_RECORDED_HEADERS = 40;
const MAX_RECORDED_HEADER_CHARS = 500;
/** Credentials of the receiver; of no use in a log. */
const UNRECORDED = /cookie|authori[sz]ation|authenticate|token|secret|api-?key|password/;
/** Addresses, whose query is where tokens are put. */
const ADDRESSES = new Set(['location', 'content-location', 'link', 'refresh']);
/** What is shorter would be found in words that mean nothing by it. */
const MIN_HIDDEN_CHARS = 6;
const HIDDEN = '(hidden)';

/** Headers of an answer, as the delivery log shows them; `sent` are values that it must not show. */
export const recordedHeaders = (headers: Headers, sent: readonly string[]): Record<string, string> => {
  const recorded: Record<string, string> = {};
  let count = 0;
  for (const [name, value] of headers) {
    if (UNRECORDED.test(name)) continue;
    if (++count > MAX_RECORDED_HEADERS) break;
    const shown = ADDRESSES.has(name) ? value.replace(/\?[^\s>,;#]*/g, '?…') : value;
    recorded[name] = withoutValues(shown, sent).slice(0, MAX_RECORDED_HEADER_CHARS);
  }
  return recorded;
};

/**
 * Takes values out that the log must not show, for a receiver that mirrors what it was sent: an operator's own headers
 * are credentials more often than not. Longer ones first, in case one is a part of another.
 */
export const withoutValues = (text: string, values: readonly string[]): string =>
  values
    .filter((value) => value.length >= MIN_HIDDEN_CHARS)
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, value) => left.replaceAll(value, HIDDEN), text);

/** The first bytes of the answer as text; the rest is neither read nor waited for. */
export const recordedBody = async (response: Response, signal: AbortSignal): Promise<string> => {
  if (response.body === null) return '';
  const text = await readExcerpt(response.body, { maxBytes: WEBHOOK_RESPONSE_EXCERPT_BYTES, signal });
  // eslint-disable-next-line no-control-regex -- terminal escapes do not belong in a log
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
};
