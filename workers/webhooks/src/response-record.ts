import { WEBHOOK_RESPONSE_EXCERPT_BYTES } from '@waqtor/contracts';
import { readExcerpt } from '@waqtor/core/outbound/read-excerpt';

const MAX_RECORDED_HEADERS = 40;
const MAX_RECORDED_HEADER_CHARS = 500;
/** Credentials of the receiver; of no use in a log. */
const UNRECORDED = new Set(['set-cookie', 'authorization', 'www-authenticate', 'proxy-authenticate']);

/** Headers of an answer, as the delivery log shows them. */
export const recordedHeaders = (headers: Headers): Record<string, string> => {
  const recorded: Record<string, string> = {};
  let count = 0;
  for (const [name, value] of headers) {
    if (UNRECORDED.has(name)) continue;
    if (++count > MAX_RECORDED_HEADERS) break;
    recorded[name] = value.slice(0, MAX_RECORDED_HEADER_CHARS);
  }
  return recorded;
};

/** The first bytes of the answer as text; the rest is neither read nor waited for. */
export const recordedBody = async (response: Response, signal: AbortSignal): Promise<string> => {
  if (response.body === null) return '';
  const text = await readExcerpt(response.body, { maxBytes: WEBHOOK_RESPONSE_EXCERPT_BYTES, signal });
  // eslint-disable-next-line no-control-regex -- terminal escapes do not belong in a log
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
};
