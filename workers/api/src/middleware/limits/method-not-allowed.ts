import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Api, ApiContext } from '../../api.ts';
import { problemResponse } from '../problem/problem-response.ts';

/** 405 with `Allow` where a path is known and the method is not; the same list to whoever asks by OPTIONS. */
export const refuseUnknownMethods = (app: Api) =>
  methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const isQuestion = c.req.method === 'OPTIONS';
      const response = isQuestion
        ? new Response(null, { status: 204 })
        : problemResponse(c as ApiContext, 'method_not_allowed');
      response.headers.set('allow', [...methods, 'OPTIONS'].join(', '));
      return response;
    },
  });
