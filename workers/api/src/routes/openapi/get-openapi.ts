import type { Api } from '../../api.ts';
import { openapiDocumentOf } from '../../description/document.ts';

/** `GET /api/openapi.json`: the description of the router it is mounted on (K-1). Made when first asked for. */
export const getOpenapi = (api: Api): void => {
  let text: string | null = null;
  api.get('/openapi.json', (c) => {
    text ??= JSON.stringify(openapiDocumentOf(api));
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
};
