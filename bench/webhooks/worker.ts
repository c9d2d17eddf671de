/**
 * Stands in for waqtor-api before the real objects: makes and disables endpoints, and appends what it is given to the hub. Nothing
 * else, so that the figures are those of hub, endpoint and waqtor-webhooks.
 */
import type { ClientHubRpc, EndpointInit, HubBatch, WebhookEndpointRpc } from '@waqtor/contracts';
import { endpointName, hubName } from '@waqtor/core/object-name';
import { seal } from '@waqtor/core/sealed-box';
import { newWebhookSecret } from '@waqtor/core/webhook/signature';

interface Env {
  CLIENT_HUB: { getByName(name: string): Pick<ClientHubRpc, 'append'> };
  WEBHOOK_ENDPOINT: { getByName(name: string): WebhookEndpointRpc };
  WAQTOR_DATA_KEY: string;
}

export type NewEndpoint = Omit<EndpointInit, 'sealedSecret'>;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/endpoints') {
      const init = (await request.json()) as NewEndpoint;
      const sealedSecret = await seal(env.WAQTOR_DATA_KEY, init.endpointId, newWebhookSecret());
      const stub = env.WEBHOOK_ENDPOINT.getByName(endpointName(init.workspaceId, init.endpointId));
      return Response.json(await stub.create({ ...init, sealedSecret }));
    }
    if (pathname === '/disable') {
      const { workspaceId, endpointId } = (await request.json()) as NewEndpoint;
      const stub = env.WEBHOOK_ENDPOINT.getByName(endpointName(workspaceId, endpointId));
      return Response.json(await stub.update({ enabled: false }));
    }
    if (pathname === '/stats') {
      const { workspaceId, endpointId } = (await request.json()) as NewEndpoint;
      return Response.json(await env.WEBHOOK_ENDPOINT.getByName(endpointName(workspaceId, endpointId)).stats());
    }
    const { workspaceId, batch } = (await request.json()) as { workspaceId: string; batch: HubBatch };
    return Response.json(await env.CLIENT_HUB.getByName(hubName(workspaceId)).append(workspaceId, batch));
  },
};
