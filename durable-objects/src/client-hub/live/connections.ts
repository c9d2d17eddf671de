import { readAttachment, type Attachment } from './attachment.ts';
import { Connection } from './connection.ts';

/** Tag by which the sockets of a principal, or of one login of a person, are found (tags: ≤ 256 characters). */
export const principalTag = (id: string): string => `p:${id}`.slice(0, 256);

/** The open sockets, rebuilt from their attachments after hibernation. */
export class Connections {
  readonly #ctx: DurableObjectState;
  readonly #bySocket = new Map<WebSocket, Connection>();

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    for (const ws of ctx.getWebSockets()) {
      const attachment = readAttachment(ws);
      if (ws.readyState === WebSocket.OPEN && attachment) this.#bySocket.set(ws, new Connection(ws, attachment));
    }
  }

  get size(): number {
    return this.#bySocket.size;
  }

  all(): Connection[] {
    // A socket may close without its event having come yet: it stays known until then, to be counted once.
    return [...this.#bySocket.values()].filter(({ isOpen }) => isOpen);
  }

  get(ws: WebSocket): Connection | undefined {
    return this.#bySocket.get(ws);
  }

  accept(ws: WebSocket, attachment: Attachment): Connection {
    const { id, loginId } = attachment.principal;
    this.#ctx.acceptWebSocket(ws, [id, ...(loginId === undefined ? [] : [loginId])].map(principalTag));
    const connection = new Connection(ws, attachment);
    connection.save();
    this.#bySocket.set(ws, connection);
    return connection;
  }

  forget(ws: WebSocket): void {
    this.#bySocket.delete(ws);
  }

  /** Last sign of life, pings included (answered by the runtime without waking us), epoch milliseconds. */
  lastSeenAt(connection: Connection): number {
    const pingedAt = this.#ctx.getWebSocketAutoResponseTimestamp(connection.ws)?.getTime() ?? 0;
    return Math.max(pingedAt, connection.attachment.seenAt, connection.attachment.connectedAt);
  }
}
