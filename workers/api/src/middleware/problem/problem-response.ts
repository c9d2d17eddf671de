import { ERRORS, PROBLEM_TYPE_BASE } from '@waqtor/contracts';
import type { ErrorCode, FieldError, Problem } from '@waqtor/contracts';
import type { ApiContext } from '../../api.ts';
import { languageOf } from '../../i18n/language.ts';
import { sentenceIn } from './field-sentence.ts';

const RETRY_AFTER_SECONDS = 1;

/** RFC 9457 in the reader's language. Holds the code's own words and our ids; never what the client sent. */
export const problemResponse = (
  c: ApiContext,
  code: ErrorCode,
  extras: { details?: Record<string, string | number | boolean | null>; errors?: FieldError[] } = {},
): Response => {
  const entry = ERRORS[code];
  const { violatedPolicy, ...details } = extras.details ?? {};
  const language = languageOf(c.req.header('accept-language'));
  const problem: Problem = {
    // First, so that a detail can never replace a member of the standard.
    ...details,
    // The member's name is that of draft-ietf-httpapi-ratelimit-headers.
    ...(typeof violatedPolicy === 'string' ? { 'violated-policies': [violatedPolicy] } : {}),
    type: PROBLEM_TYPE_BASE + code,
    title: entry.title[language],
    status: entry.status,
    detail: entry.action[language],
    instance: c.req.path,
    code,
    requestId: c.get('requestId'),
    ...(extras.errors && extras.errors.length > 0
      ? { errors: extras.errors.map((error) => ({ ...error, message: sentenceIn(error.message, language) })) }
      : {}),
  };
  const headers = new Headers({
    'content-type': 'application/problem+json; charset=utf-8',
    'content-language': language,
    'cache-control': 'no-store',
    vary: 'Accept-Language',
  });
  if (entry.status === 401) headers.set('www-authenticate', 'Bearer realm="waqtor"');
  const retryAfterMs = details.retryAfterMs;
  if (typeof retryAfterMs === 'number') headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  else if (entry.status === 503) headers.set('retry-after', String(RETRY_AFTER_SECONDS));
  return new Response(JSON.stringify(problem), { status: entry.status, headers });
};
