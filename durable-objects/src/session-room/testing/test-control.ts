import { env } from 'cloudflare:workers';
import { type FleetFrame, INTERNAL_HEADERS } from '@waqtor/contracts';
import { fleetName } from '@waqtor/core/object-name';
import type { ObjectsEnv } from '../../env.ts';
import { TestSocket } from './test-socket.ts';

export const bindings = env as unknown as ObjectsEnv;

export const CAPABILITIES = {
  engine: 'memory',
  isSimulated: true,
  send: ['text'],
  sendWithOwnId: ['text'],
  pairingCode: true,
  history: true,
} as const;

export const controlHello = (storeId: string, more: Record<string, unknown> = {}) => ({
  type: 'hello',
  protocol: 1,
  hostVersion: 'test',
  storeId,
  capacity: 100,
  capabilities: CAPABILITIES,
  sessions: [],
  ...more,
});

export const connectControl = async (hostId: string, workspaceId: string | null) => {
  const response = await bindings.HOST_FLEET.getByName(fleetName()).fetch('https://fleet/host/control', {
    headers: {
      Upgrade: 'websocket',
      [INTERNAL_HEADERS.hostId]: hostId,
      ...(workspaceId === null ? {} : { [INTERNAL_HEADERS.workspaceId]: workspaceId }),
    },
  });
  if (!response.webSocket) throw new Error(`refused with ${response.status}`);
  return new TestSocket<FleetFrame>(response.webSocket);
};
