/** The part of a WebSocket that the client uses; the browser's, Node's and `ws` all have it. */
export interface LiveSocket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  /** Set to `arraybuffer` by the client where there is one. */
  binaryType?: string;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export interface ConnectionInfo {
  /**
   * Id of the connection that was lost. The server may not know yet that it is dead; told by `?replaces=`, it closes it
   * (4409) instead of writing into it until it is found silent.
   */
  replaces: string | null;
}

/**
 * Opens one socket to `/ws?` + `hubQuery(info)`. In a browser: `new WebSocket(url, ['waqtor.v1', 'ticket.' + ticket])`
 * with a fresh ticket a call (a ticket opens once). In Node: a socket with the header `X-API-Key`. Throw
 * `ConnectionRefused` to stop for good.
 */
export type OpenSocket = (info: ConnectionInfo) => LiveSocket | Promise<LiveSocket>;

/** Says that trying again is useless, by a close code of H-12: 4401 (not signed in), 4403 (not allowed). */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused';
  readonly closeCode: number;
  constructor(closeCode: number, options?: ErrorOptions) {
    super('The connection was refused.', options);
    this.closeCode = closeCode;
  }
}
