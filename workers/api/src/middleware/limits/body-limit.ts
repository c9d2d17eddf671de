import { MAX_PICTURE_BYTES, WaqtorError } from '@waqtor/contracts';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';
import { MAX_JSON_BYTES, MAX_MEDIA_JSON_BYTES } from './body-sizes.ts';

const limitTo = (limitBytes: number) =>
  bodyLimit({
    maxSize: limitBytes,
    onError: () => {
      throw new WaqtorError('payload_too_large', { details: { limitBytes } });
    },
  });

const small = limitTo(MAX_JSON_BYTES);
const large = limitTo(MAX_MEDIA_JSON_BYTES);
const LARGE_PATH = /\/messages\/send-media$/;
const picture = limitTo(MAX_PICTURE_BYTES);
const PICTURE_PATH = /\/(user\/avatar|settings\/logo)$/;
/** Streamed, and counted where it is stored: here it would be held whole. */
const STREAMED_PATH = /^\/api(\/v1)?\/media$/;

/** 413 before a byte is parsed; by Content-Length where there is one, by counting where there is none. */
export const limitBody = createMiddleware<ApiTypes>((c, next) => {
  if (STREAMED_PATH.test(c.req.path)) return next();
  if (LARGE_PATH.test(c.req.path)) return large(c, next);
  return PICTURE_PATH.test(c.req.path) ? picture(c, next) : small(c, next);
});
