import { chmodSync, rmSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ConfigError } from '../config.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { HostStatus } from './host-status.ts';
import type { Readable } from 'node:stream';

/** Linux takes 107 bytes as the path of a socket. */
const MAX_PATH_BYTES = 107;

export const controlSocketPath = (dataDir: string): string => join(dataDir, 'host.sock');

export interface Controlled {
  status: () => Promise<HostStatus>;
  setDraining: (isDraining: boolean) => Promise<void>;
  /** An encrypted copy of a login; `done` must be called when it is read or given up. Throws ConfigError. */
  snapshot: (sessionId: string, mayStop: boolean) => Promise<{ archive: Readable; done: () => void }>;
}

/** The way in for `waqtor-host status|drain|snapshot`: a socket in the data folder that only its owner may open. */
export class ControlSocket {
  readonly #host: Controlled;
  readonly #log: Log;
  readonly #server: Server;

  constructor(host: Controlled, log: Log) {
    this.#host = host;
    this.#log = log;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        const isExpected = error instanceof ConfigError;
        if (!isExpected) log.warn('An order of the command line failed', { error: errorName(error) });
        if (response.headersSent) return response.destroy();
        response.writeHead(isExpected ? 409 : 500, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ message: isExpected ? error.message : 'The host could not do that; see its log.' }),
        );
      });
    });
  }

  /** Call under the lock of the store: a socket that lies there is of a host that was killed. */
  async listen(dataDir: string): Promise<void> {
    const path = controlSocketPath(dataDir);
    if (Buffer.byteLength(path) > MAX_PATH_BYTES)
      return this.#log.warn('The path of the data folder is too long for a socket; status and drain do not work');
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://host');
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /drain':
        await this.#host.setDraining(url.searchParams.get('off') === null);
        break;
      case 'POST /snapshot': {
        const sessionId = url.searchParams.get('session') ?? '';
        const { archive, done } = await this.#host.snapshot(sessionId, url.searchParams.get('stop') !== null);
        try {
          response.writeHead(200, { 'content-type': 'application/octet-stream' });
          return await pipeline(archive, response);
        } finally {
          done();
        }
      }
      case 'GET /status':
        break;
      default:
        response.writeHead(404).end();
        return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(await this.#host.status()));
  }
}
