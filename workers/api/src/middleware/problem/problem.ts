import { WaqtorError } from '@waqtor/contracts';
import type { ErrorCode } from '@waqtor/contracts';
import { HTTPException } from 'hono/http-exception';
import type { ApiContext } from '../../api.ts';
import { ConfigurationError } from '../../env.ts';
import { describeError, log } from '../../log.ts';
import { problemResponse } from './problem-response.ts';

/** What the framework's own refusals are called here. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_json',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

const toWaqtorError = (error: unknown): WaqtorError => {
  if (error instanceof WaqtorError) return error;
  if (error instanceof HTTPException) {
    return new WaqtorError(CODE_OF_STATUS[error.status] ?? 'internal', { cause: error });
  }
  if (error instanceof ConfigurationError) return new WaqtorError('unavailable', { cause: error });
  return new WaqtorError('internal', { cause: error });
};

/** The one mapper from exceptions to problem documents; logs ours once, with the request id. */
export const problemOf = (error: unknown, c: ApiContext): Response => {
  const known = toWaqtorError(error);
  if (known.status >= 500) {
    const cause = known.cause ?? known;
    log('error', 'request failed', {
      requestId: c.get('requestId'),
      code: known.code,
      ...describeError(cause),
      // Its sentence is written for the operator and names no value.
      ...(cause instanceof ConfigurationError ? { sentence: cause.message } : {}),
    });
  }
  return problemResponse(c, known.code, { details: known.details, errors: known.errors });
};

export const notFoundProblem = (c: ApiContext): Response => problemResponse(c, 'not_found');
