import { MAX_UPLOAD_BYTES, WaqtorError } from '@waqtor/contracts';
import { fingerprintOf, mediaIdOf } from '@waqtor/core/deterministic-id';
import { guardedFetch } from '@waqtor/core/outbound/guarded-fetch';
import { resolverOfSettings } from '@waqtor/core/outbound/resolver-of-settings';
import type { ApiContext } from '../api.ts';
import type { SendTarget } from '../messages/send-to.ts';
import { keepMedium } from './keep-medium.ts';
import { FETCH_TIMEOUT_MS } from './limits.ts';
import { mimetypeFor } from './media-family.ts';
import type { MediaKind } from './media-family.ts';
import type { Medium } from './medium.ts';
import { settingsOf } from '../env.ts';
import { outboundPolicyOf } from '../http/outbound-policy.ts';
import { roomMedium } from './room-medium.ts';
import { storeStream } from './store-stream.ts';

/** What is wrong with the answer, not with the address. */
const FAILED = new Set(['dns', 'redirect', 'timeout', 'connect']);

const failed = (reason: string, cause?: unknown): WaqtorError =>
  new WaqtorError('media_url_failed', {
    ...(cause === undefined ? {} : { cause }),
    details: { reason },
    errors: [{ pointer: '/media/url', code: reason, message: 'could not be fetched' }],
  });

const refusalOf = (reason: string): WaqtorError => {
  if (reason === 'too_large')
    return new WaqtorError('payload_too_large', { details: { limitBytes: MAX_UPLOAD_BYTES } });
  if (FAILED.has(reason)) return failed(reason);
  return new WaqtorError('url_not_allowed', {
    details: { reason },
    errors: [{ pointer: '/media/url', code: reason, message: 'is not an address that may be called' }],
  });
};

const fetchFile = async (c: ApiContext, url: string): Promise<Response> => {
  const init = { timeoutMs: FETCH_TIMEOUT_MS, maxBytes: MAX_UPLOAD_BYTES, headers: { accept: '*/*' } };
  const resolve = resolverOfSettings(settingsOf(c.env).outbound);
  const answer = await guardedFetch(url, init, { policy: outboundPolicyOf(c), resolve });
  if (!answer.ok) throw refusalOf(answer.reason);
  if (answer.response.status === 200) return answer.response;
  await answer.response.body?.cancel();
  throw failed(`status_${answer.response.status}`);
};

/** A body that ends with an error was late, too long, or cut off. */
const brokenBody = (cause: unknown): WaqtorError => {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'OutboundTooLargeError') return refusalOf('too_large');
  return failed(name === 'TimeoutError' ? 'timeout' : 'connect', cause);
};

/** Its last part, as a name for people; null when it has none. */
const nameIn = (url: string): string | null => {
  const last = new URL(url).pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last).slice(0, 300) || null;
  } catch {
    // Not UTF-8: no name that anybody could read.
    return null;
  }
};

/**
 * M-2: a file at an address, fetched through the guard (W-9) and kept for the session. A repetition of the command
 * finds the file that was fetched first: what the address answers then may be another one.
 */
export const mediumOfUrl = async (
  c: ApiContext,
  { session, commandId }: SendTarget,
  url: string,
  wanted: { kind: MediaKind; filename: string | null },
): Promise<{ medium: Medium; content: string }> => {
  const content = fingerprintOf('url', url, wanted.kind, wanted.filename ?? '');
  const id = mediaIdOf(session.id, `${commandId}:${content}`);
  const known = await roomMedium(c.env, session, id);
  if (known) return { medium: { ...known, id, sizeBytes: known.sizeBytes ?? 0 }, content };
  const response = await fetchFile(c, url);
  const declared = response.headers.get('content-type');
  const named = { id, filename: wanted.filename ?? nameIn(url) };
  const medium = await keepMedium(c, session, named, async (r2Key) => {
    const { mimetype, sizeBytes } = await storeStream(c.env.MEDIA, r2Key, response.body, {
      maxBytes: MAX_UPLOAD_BYTES,
      judge: (head) => mimetypeFor(wanted.kind, head, declared),
      broken: brokenBody,
    });
    return { mimetype, sizeBytes };
  });
  return { medium, content };
};
