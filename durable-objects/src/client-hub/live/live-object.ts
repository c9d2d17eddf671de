import { DurableObject } from 'cloudflare:workers';
import { HUB_PING, HUB_PONG } from '@waqtor/contracts';
import type { ObjectsEnv } from '../../env.ts';
import { receiveFrame } from './client-frames.ts';
import type { LiveSide } from './live-side.ts';

/** The runtime's hooks of an object that holds client sockets. */
export abstract class LiveObject<Side extends LiveSide> extends DurableObject<ObjectsEnv> {
  protected side: Side;

  constructor(ctx: DurableObjectState, env: ObjectsEnv, open: (ctx: DurableObjectState, env: ObjectsEnv) => Side) {
    super(ctx, env);
    // H-7: answered by the runtime, without waking us.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HUB_PING, HUB_PONG));
    this.side = open(ctx, env);
  }

  override async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    const connection = this.side.connections.get(ws);
    if (connection) receiveFrame(this.side, connection, data);
  }

  override async webSocketClose(ws: WebSocket) {
    this.side.disconnected(ws);
  }

  override async webSocketError(ws: WebSocket) {
    this.side.disconnected(ws);
  }

  override async alarm() {
    await this.side.schedule.run();
  }
}
