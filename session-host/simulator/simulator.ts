import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerControl } from './control-api.ts';
import { isLoopbackHost, isLoopbackOrigin } from './loopback.ts';
import { Network } from './network/network.ts';
import type { NetworkOptions } from './network/network.ts';
import type { DeviceFrame } from './network/protocol.ts';
import { Refused } from './network/refused.ts';
import { buildPage, phoneFile } from './static-pages.ts';

/** 64 MB of media as base64, and the rest of its message. */
const MAX_BODY_BYTES = 96 * 1024 * 1024;
/** The page runs under the address of the real site, so this is the Origin of its socket. */
const PAGE_ORIGIN = 'https://web.whatsapp.com';
const PHONE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

export interface SimulatorOptions extends NetworkOptions {
  host?: string;
  port?: number;
}
export interface Simulator {
  url: string;
  network: Network;
  close: () => Promise<void>;
}

/** The class of the error alone: its text could hold what somebody wrote. */
const logError = (msg: string, error: unknown): void => {
  const kind =
    error instanceof Error ? `${error.name} ${(error.stack ?? '').split('\n')[1]?.trim() ?? ''}` : typeof error;
  process.stderr.write(`${JSON.stringify({ level: 'error', msg, error: kind })}\n`);
};

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Refused(413, 'The body is larger than 96 MB.');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new Refused(400, 'The body is not valid JSON.', { cause });
  }
};

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

/** Bytes of a medium for the virtual phone: shown by it as an image only, else downloaded. */
const sendMedia = (network: Network, id: string, response: ServerResponse): void => {
  const mimetype = network.store.message(id)?.mimetype;
  const bytes = network.store.messageBytes(id);
  if (!mimetype || !bytes) return json(response, 404, { error: 'This message has no medium.' });
  response.writeHead(200, {
    'content-type': /^image\/(png|jpeg|gif|webp)$/.test(mimetype) ? mimetype : 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
  });
  response.end(bytes);
};

const handle = async (network: Network, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (!isLoopbackHost(request.headers.host) || !isLoopbackOrigin(request.headers.origin)) {
    throw new Refused(403, 'The simulator answers this machine only.');
  }
  if (request.headers.origin) {
    response.setHeader('access-control-allow-origin', request.headers.origin);
    response.setHeader('access-control-allow-headers', 'content-type');
    response.setHeader('vary', 'origin');
  }
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const phone = request.method === 'GET' ? phoneFile(url.pathname) : null;
  if (phone) {
    response.writeHead(200, { 'content-type': phone.contentType, 'content-security-policy': PHONE_POLICY });
    return void response.end(phone.body);
  }
  if (url.pathname === '/page.html') {
    const { faults } = network;
    const page = buildPage({
      socketUrl: `ws://${request.headers.host}/device`,
      slowLoadMs: faults.slow_load_ms,
      sync: faults.sync,
      pageShape: faults.page_shape,
      missingModule: faults.missing_module,
    });
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'x-qr-rotation-ms': String(network.desk.rotationMs),
    });
    return void response.end(page);
  }
  const media = /^\/messages\/([^/]+)\/media$/.exec(url.pathname);
  if (media?.[1] && request.method === 'GET') return sendMedia(network, decodeURIComponent(media[1]), response);
  const body = request.method === 'POST' ? await readJson(request) : {};
  const answer = await answerControl(network, {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body,
  });
  // What was done is on disk before it is answered.
  await network.store.turn.ended();
  json(response, answer?.status ?? 404, answer?.body ?? { error: 'There is nothing at this path.' });
};

/** Starts the simulated network with its control API, page and virtual phone on one loopback port (0 = a free one). */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopbackHost(host.includes(':') ? `[${host}]` : host))
    throw new Error('The simulator listens on loopback only.');
  const network = new Network(options);
  const server = createServer((request, response) => {
    handle(network, request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      if (error instanceof Refused) return json(response, error.status, { error: error.message });
      logError('request failed', error);
      json(response, 500, { error: 'The simulator failed to answer.' });
    });
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY_BYTES });
  server.on('upgrade', (request, socket, head) => {
    const { host: asked, origin } = request.headers;
    const isAllowed = isLoopbackHost(asked) && (origin === PAGE_ORIGIN || isLoopbackOrigin(origin));
    if (!isAllowed || request.url !== '/device' || network.faults.network_cut) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (device) => {
      const { receive, end } = network.connect(device);
      device.on('message', (data) => {
        try {
          for (const frame of JSON.parse(data.toString()) as DeviceFrame[]) receive(frame);
        } catch (error) {
          logError('frame failed', error);
          device.terminate();
        }
      });
      device.on('error', () => device.terminate());
      device.on('close', end);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    network,
    close: async () => {
      network.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
