/**
 * The yardstick of bench/hub: a Durable Object that accepts sockets by the hibernation API and sends each of them the
 * bytes it is given. No log, no topics, no credit, no batches, no authorisation.
 */
interface HubState {
  acceptWebSocket(socket: WebSocket): void;
  getWebSockets(): WebSocket[];
}
interface HubStub {
  fetch(request: Request): Promise<Response>;
}
interface Env {
  BARE_HUB: { getByName(name: string): HubStub };
}
declare const WebSocketPair: new () => { 0: WebSocket; 1: WebSocket };

export class BareHub {
  readonly #state: HubState;
  constructor(state: HubState) {
    this.#state = state;
  }

  /** An upgrade, or frames to send: one a line. */
  async fetch(request: Request): Promise<Response> {
    if (request.method === 'POST') {
      const frames = (await request.text()).split('\n');
      for (const frame of frames) for (const socket of this.#state.getWebSockets()) socket.send(frame);
      return new Response(null, { status: 204 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.#state.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client } as ResponseInit);
  }

  webSocketMessage(): void {}
  webSocketClose(): void {}
}

export default { fetch: (request: Request, env: Env) => env.BARE_HUB.getByName('bare').fetch(request) };
