import type { Api } from '../../api.ts';
import { VERSION } from '../../version.ts';

/** `GET /api/openapi.json`: the description of the router it is mounted on (K-1). */
export const getOpenapi = (api: Api): void => {
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: '`wq_live_…`, or `wq_test_…` on the simulator.',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The same key as `Authorization: Bearer`.',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'login', {
    type: 'apiKey',
    in: 'cookie',
    name: 'waqtor.session_token',
    description: 'The login of a person. Unsafe methods must come from the dashboard’s own origin.',
  });
  api.get('/openapi.json', (c) =>
    c.json(
      api.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'WaQtor API',
          version: VERSION,
          description: 'WhatsApp accounts as a reliable service: nothing lost, nothing sent twice.',
        },
        servers: [{ url: '/api' }, { url: '/api/v1' }],
      }),
    ),
  );
};
