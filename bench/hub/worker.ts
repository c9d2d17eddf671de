/**
 * Stands in for waqtor-api before the real ClientHub: opens a socket as one that was authorised, and appends what it is
 * given. Nothing else, so that the figures are the hub's.
 */
import { INTERNAL_HEADERS, type ClientHubRpc, type HubBatch, type Principal } from '@waqtor/contracts';
import { hubName } from '@waqtor/core/object-name';
import { BENCH_WORKSPACE } from './workspace.ts';

interface HubStub extends Pick<ClientHubRpc, 'append'> {
  fetch(request: Request): Promise<Response>;
}
interface Env {
  CLIENT_HUB: { getByName(name: string): HubStub };
}

const principal: Principal = {
  kind: 'user',
  id: 'usr_bench000000',
  workspaceId: BENCH_WORKSPACE,
  role: 'owner',
  scopes: ['*'],
};

/** `client` numbers the caller: each comes from an address of its own, as customers do (H-8 counts by address). */
const addressOf = (client: number): string => `10.${(client >> 16) & 255}.${(client >> 8) & 255}.${client & 255}`;

const upgrade = (request: Request, url: URL, env: Env): Promise<Response> => {
  const relay = Number(url.searchParams.get('relay') ?? 0);
  const name = relay === 0 ? hubName(BENCH_WORKSPACE) : `${BENCH_WORKSPACE}/relay/${relay}`;
  const headers = new Headers(request.headers);
  headers.set(INTERNAL_HEADERS.principal, JSON.stringify(principal));
  headers.set(INTERNAL_HEADERS.ip, addressOf(Number(url.searchParams.get('client') ?? 0)));
  return env.CLIENT_HUB.getByName(name).fetch(new Request(`http://hub/ws${url.search}`, { headers }));
};

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === '/ws') return upgrade(request, url, env);
    const hub = env.CLIENT_HUB.getByName(hubName(BENCH_WORKSPACE));
    return Response.json(await hub.append(BENCH_WORKSPACE, (await request.json()) as HubBatch));
  },
};
