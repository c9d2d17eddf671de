import type { Api } from '../../api.ts';
import { asyncapiDocument } from '../../description/asyncapi-document.ts';

/** `GET /api/asyncapi.json`: the sockets and events (K-1). Made when first asked for. */
export const getAsyncapi = (api: Api): void => {
  let text: string | null = null;
  api.get('/asyncapi.json', (c) => {
    text ??= JSON.stringify(asyncapiDocument());
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
};
