/**
 * Stands in for waqtor-api before the real ClientHub: opens a socket as one that was authorised, and appends what it is
 * given. Nothing else, so that the figures are the hub's.
 */
import { INTERNAL_HEADERS, type ClientHubRpc, type HubBatch } from '@waqtor/contracts';
import { hubName, relayName } from '@waqtor/core/object-name';
import { BENCH_PRINCIPAL, BENCH_WORKSPACE } from './principal.ts';

interface HubStub extends Pick<ClientHubRpc, 'append'> {
  fetch(request: Request): Promise<Response>;
}
interface Env {
  CLIENT_HUB: { getByName(name: string): HubStub };
  HUB_RELAY: { getByName(name: string): Pick<HubStub, 'fetch'> };
}

/** Upgrades so far, by the object that took them. */
const placed: Record<string, number> = {};

/** `client` numbers the caller: each comes from an address of its own, as customers do (H-8 counts by address). */
const addressOf = (client: number): string => `10.${(client >> 16) & 255}.${(client >> 8) & 255}.${client & 255}`;

/** As the API does it: to the hub, or to the relay that the hub names. */
const upgrade = async (request: Request, url: URL, env: Env): Promise<Response> => {
  const headers = new Headers(request.headers);
  headers.set(INTERNAL_HEADERS.principal, JSON.stringify(BENCH_PRINCIPAL));
  headers.set(INTERNAL_HEADERS.ip, addressOf(Number(url.searchParams.get('client') ?? 0)));
  const forwarded = (): Request => new Request(`http://hub/ws${url.search}`, { headers, redirect: 'manual' });
  const answer = await env.CLIENT_HUB.getByName(hubName(BENCH_WORKSPACE)).fetch(forwarded());
  const relay = answer.headers.get(INTERNAL_HEADERS.relay);
  const place = relay === null ? 'hub' : `relay ${relay}`;
  placed[place] = (placed[place] ?? 0) + 1;
  return relay === null
    ? answer
    : env.HUB_RELAY.getByName(relayName(BENCH_WORKSPACE, Number(relay))).fetch(forwarded());
};

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === '/ws') return upgrade(request, url, env);
    if (url.pathname === '/placed') return Response.json(placed);
    const hub = env.CLIENT_HUB.getByName(hubName(BENCH_WORKSPACE));
    return Response.json(await hub.append(BENCH_WORKSPACE, (await request.json()) as HubBatch));
  },
};
