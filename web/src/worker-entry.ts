import kit from 'virtual:kit-worker';
import { isApiPath } from './worker/api-path.ts';
import { toApiRequest } from './worker/api-request.ts';
import { withPageHeaders } from './worker/page-headers.ts';

interface Env {
  API: { fetch(request: Request): Promise<Response> };
  ASSETS: { fetch(request: Request): Promise<Response> };
}

/**
 * The public origin: the API and the sockets by the service binding, everything else by SvelteKit. In front of Kit and
 * not in its hooks, because Kit would wrap the 101 answer of a socket.
 */
export default {
  async fetch(request: Request, env: Env, context: unknown): Promise<Response> {
    const url = new URL(request.url);
    if (isApiPath(url.pathname)) return env.API.fetch(toApiRequest(request));
    return withPageHeaders(await kit.fetch(request, env, context), url);
  },
};
