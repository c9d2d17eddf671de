import { WEBHOOK_RESPONSE_EXCERPT_BYTES } from '@waqtor/contracts';

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

/** The first bytes of a body as text; the rest is neither read nor waited for. */
export const readExcerpt = async (response: Response): Promise<string> => {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let left = WEBHOOK_RESPONSE_EXCERPT_BYTES;
  while (left > 0) {
    const { done, value } = await reader.read();
    if (done) break;
    const piece = (value as Uint8Array).subarray(0, left);
    left -= piece.byteLength;
    text += decoder.decode(piece, { stream: true });
  }
  if (left === 0) await reader.cancel();
  // eslint-disable-next-line no-control-regex -- terminal escapes do not belong in a log
  return (text + decoder.decode()).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
};
