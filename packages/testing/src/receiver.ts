import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { until } from './condition.ts';

export interface ReceivedDelivery {
  headers: IncomingHttpHeaders;
  /** The raw bytes as text: what a signature is checked against. */
  body: string;
  status: number;
}

/** A webhook receiver on loopback: answers the scripted statuses in order, then 200, and keeps everything. */
export class Receiver {
  readonly received: ReceivedDelivery[] = [];
  readonly #server: Server;
  readonly #statuses: number[];
  readonly url: string;

  private constructor(server: Server, port: number, statuses: number[]) {
    this.#server = server;
    this.#statuses = statuses;
    this.url = `http://127.0.0.1:${port}/hook`;
  }

  static async listen(statuses: number[] = []): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    const receiver = new Receiver(server, address.port, [...statuses]);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = receiver.#statuses.shift() ?? 200;
        receiver.received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), status });
        response.writeHead(status).end(status === 200 ? 'ok' : 'no');
      });
    });
    return receiver;
  }

  delivery(
    what: string,
    matches: (delivery: ReceivedDelivery) => boolean,
    deadlineMs = 15_000,
  ): Promise<ReceivedDelivery> {
    return until(what, () => this.received.find(matches), deadlineMs);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
