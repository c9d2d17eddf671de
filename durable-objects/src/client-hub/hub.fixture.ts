import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { env } from 'cloudflare:workers';
import {
  INTERNAL_HEADERS,
  type Chat,
  type ClientHubRpc,
  type HubItem,
  type Principal,
  type ServerFrame,
  type WaqtorEvent,
} from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { hubName, relayName } from '@waqtor/core/object-name';
import type { ObjectsEnv } from '../env.ts';

/** Builders of the hub's tests (imported by tests only). */
export const objectsEnv = env as unknown as ObjectsEnv;

export const newWorkspace = (): string => newId('wsp');
export const hubStub = (workspaceId: string) => objectsEnv.CLIENT_HUB.getByName(hubName(workspaceId));
export const relayStub = (workspaceId: string, relay: number) =>
  objectsEnv.HUB_RELAY.getByName(relayName(workspaceId, relay));
/** The hub as its callers see it. */
export const hubOf = (workspaceId: string): ClientHubRpc => hubStub(workspaceId) as unknown as ClientHubRpc;

export const owner = (workspaceId: string, change: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  id: newId('usr'),
  workspaceId,
  role: 'owner',
  scopes: ['*'],
  ...change,
});

export const event = (change: Partial<WaqtorEvent> = {}): WaqtorEvent => ({
  id: newId('evt'),
  type: 'message.sent',
  version: 1,
  timestamp: new Date().toISOString(),
  sessionId: 'ses_0000000000',
  data: { chatId: '966500000000@c.us' },
  ...change,
});

export const items = (from: number, events: (WaqtorEvent | null)[]): HubItem[] =>
  events.map((one, index) => ({ n: from + index, event: one }));

export const chat = (change: Partial<Chat> = {}): Chat => ({
  sessionId: 'ses_0000000000',
  chatId: '966500000000@c.us',
  name: null,
  contact: null,
  isGroup: false,
  unreadCount: 0,
  lastMessage: null,
  updatedAt: new Date().toISOString(),
  ...change,
});

/** Appends as one producer; each call continues its numbers. */
export const producer = (workspaceId: string, producerId = newId('ses')) => {
  let n = 0;
  const generation = newId('sto');
  return {
    append: (...events: (WaqtorEvent | null)[]) => {
      const batch = { producerId, generation, items: items(n + 1, events) };
      n += events.length;
      return hubOf(workspaceId).append(workspaceId, batch);
    },
  };
};

type EventsFrame = Extract<ServerFrame, { type: 'events' }>;

/** A client of the hub that keeps every frame. */
export class TestClient {
  readonly frames: ServerFrame[] = [];
  /** As they came: gzipped ones packed. */
  bytes = 0;
  binaryFrames = 0;
  closed: { code: number; reason: string } | null = null;
  readonly ws: WebSocket;
  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.binaryType = 'arraybuffer';
    ws.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') this.binaryFrames += 1;
      const text = typeof data === 'string' ? data : gunzipSync(new Uint8Array(data as ArrayBuffer)).toString();
      this.bytes += typeof data === 'string' ? Buffer.byteLength(data) : (data as ArrayBuffer).byteLength;
      this.frames.push(JSON.parse(text) as ServerFrame);
    });
    ws.addEventListener('close', (closing) => {
      this.closed = { code: closing.code, reason: closing.reason };
    });
    ws.accept();
  }
  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }
  of<T extends ServerFrame['type']>(type: T): Extract<ServerFrame, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type);
  }
  /** Waits until a frame of the type has come (the `count`-th), and gives the last one. */
  async next<T extends ServerFrame['type']>(type: T, count = 1): Promise<Extract<ServerFrame, { type: T }>> {
    await until(() => this.of(type).length >= count);
    return this.of(type).at(-1) as Extract<ServerFrame, { type: T }>;
  }
  get events(): WaqtorEvent[] {
    return this.of('events').flatMap((frame: EventsFrame) => frame.events);
  }
  get seqs(): (number | undefined)[] {
    return this.events.map((one) => one.seq);
  }
  /** Position after all frames; throws where one does not continue the one before. */
  position(from: number): number {
    let at = from;
    for (const frame of this.of('events')) {
      if (frame.prev !== at) throw new Error(`prev ${frame.prev} does not continue ${at}`);
      at = frame.upTo;
    }
    return at;
  }
  async subscribe(topics: string[], more: { since?: number; logId?: string } = {}): Promise<void> {
    const count = this.of('subscribed').length;
    this.send({ type: 'subscribe', topics, ...more });
    await this.next('subscribed', count + 1);
  }
}

/** As the Worker does it: to the hub, or to the relay that the hub names. */
export const upgrade = async (
  workspaceId: string,
  principal: Principal,
  headers: Record<string, string> = {},
  query: Record<string, string> = {},
): Promise<Response> => {
  const url = `http://hub/ws?${new URLSearchParams(query)}`;
  const init = {
    headers: { Upgrade: 'websocket', [INTERNAL_HEADERS.principal]: JSON.stringify(principal), ...headers },
  };
  const answer = await hubStub(workspaceId).fetch(url, { ...init, redirect: 'manual' });
  const relay = answer.headers.get(INTERNAL_HEADERS.relay);
  if (relay === null) return answer;
  const lastSeq = answer.headers.get(INTERNAL_HEADERS.lastSeq) ?? '';
  return relayStub(workspaceId, Number(relay)).fetch(url, {
    headers: { ...init.headers, [INTERNAL_HEADERS.lastSeq]: lastSeq },
  });
};

export const connect = async (
  workspaceId: string,
  principal = owner(workspaceId),
  options: { headers?: Record<string, string>; query?: Record<string, string> } = {},
): Promise<TestClient> => {
  const response = await upgrade(workspaceId, principal, options.headers, options.query);
  if (!response.webSocket) throw new Error(`no socket: ${response.status}`);
  const client = new TestClient(response.webSocket);
  await client.next('state');
  return client;
};

/** Polls until true; fails after 5 s. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 5000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
