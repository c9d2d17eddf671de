import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Api, ApiContext } from '../../api.ts';
import { problemResponse } from '../problem/problem-response.ts';

/** 405 with `Allow` where a path is known and the method is not. */
export const refuseUnknownMethods = (app: Api) =>
  methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const response = problemResponse(c as ApiContext, 'method_not_allowed');
      response.headers.set('allow', methods.join(', '));
      return response;
    },
  });
