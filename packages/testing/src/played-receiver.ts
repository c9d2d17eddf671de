import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { WaqtorEvent } from '@waqtor/contracts';
import { until } from './condition.ts';

export interface PlayedDelivery {
  /** Lower case, as a receiver sees them. */
  headers: Record<string, string>;
  /** The raw bytes as text: what a signature is checked against. */
  body: string;
  event: WaqtorEvent & { event: string; test?: boolean };
  /** `webhook-id`. */
  id: string;
  attempt: number;
  /** Epoch ms. */
  at: number;
  /** Null until it was answered. */
  status: number | null;
}

/** What to answer: a status with headers, or a way to do it by hand. */
export type Play = (
  delivery: PlayedDelivery,
  response: ServerResponse,
) => number | { status: number; headers: Record<string, string> } | 'by hand';

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** A webhook receiver on loopback that behaves as it is told, delivery by delivery, and keeps everything. */
export class PlayedReceiver {
  readonly received: PlayedDelivery[] = [];
  readonly url: string;
  readonly #server: Server;
  play: Play;

  private constructor(server: Server, url: string, play: Play) {
    this.#server = server;
    this.url = url;
    this.play = play;
  }

  static async listen(play: Play = () => 200): Promise<PlayedReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    const receiver = new PlayedReceiver(server, `http://127.0.0.1:${address.port}/hook`, play);
    server.on('request', (request, response) => void receiver.#take(request, response));
    return receiver;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const delivery: PlayedDelivery = {
      headers,
      body,
      event: JSON.parse(body) as PlayedDelivery['event'],
      id: headers['webhook-id'] ?? '',
      attempt: Number(headers['x-waqtor-attempt']),
      at: Date.now(),
      status: null,
    };
    this.received.push(delivery);
    const answer = this.play(delivery, response);
    if (answer === 'by hand') return;
    const { status, headers: answered } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
    delivery.status = status;
    response.writeHead(status, answered).end(status === 200 ? 'ok' : 'no');
  }

  /** Deliveries of the events of one type, in the order in which they came. */
  of(type: string): PlayedDelivery[] {
    return this.received.filter(({ event }) => event.type === type);
  }

  /** The ids that were taken with 2xx, in that order. */
  get taken(): string[] {
    return this.received.filter(({ status }) => status !== null && status < 300).map(({ id }) => id);
  }

  delivery(what: string, matches: (delivery: PlayedDelivery) => boolean, deadlineMs = 15_000): Promise<PlayedDelivery> {
    return until(what, () => this.received.find(matches), deadlineMs);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
