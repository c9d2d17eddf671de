import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import { silentLog } from '../telemetry/log.ts';
import { until } from '../testing/until.ts';
import { EdgeSocket, type SocketEnd } from './edge-socket.ts';
import { PersistentSocket } from './persistent-socket.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Real sockets, time a hundred times as fast. */
const fastClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now() * 100,
  after: (ms, run) => {
    const timer = setTimeout(run, ms / 100);
    return () => clearTimeout(timer);
  },
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const connect = (url: string) => {
  const ends: SocketEnd[] = [];
  const texts: string[] = [];
  let isOpen = false;
  const socket = new EdgeSocket(url, {}, fastClock, {
    onOpen: () => (isOpen = true),
    onText: (_, text) => texts.push(text),
    onEnd: (end) => ends.push(end),
  });
  closers.push(() => socket.terminate());
  return { socket, ends, texts, isOpen: () => isOpen };
};

describe('H-16 the socket to the edge', () => {
  it('H-16 gives up a peer that does not answer the ping', async () => {
    const http = createServer();
    const url = await listen(http);
    const sockets = new WebSocketServer({ server: http });
    const pings: string[] = [];
    sockets.on('connection', (peer) => peer.on('message', (data) => pings.push(String(data))));
    const { ends, isOpen } = connect(url);
    await until(() => isOpen(), 'open');
    await until(() => ends.length === 1, 'the end');
    expect(pings).toEqual(['{"type":"ping"}']);
    expect(ends[0]?.closeCode).toBe(1006);
  });

  it('H-16 stays with a peer that answers, and keeps pongs to itself', async () => {
    const http = createServer();
    const url = await listen(http);
    const sockets = new WebSocketServer({ server: http });
    let pings = 0;
    sockets.on('connection', (peer) =>
      peer.on('message', () => {
        pings += 1;
        peer.send('{"type":"pong"}');
      }),
    );
    const { ends, texts } = connect(url);
    await until(() => pings >= 4, 'four pings');
    expect([ends, texts]).toEqual([[], []]);
  });

  it('H-16 tells the code of a refused upgrade', async () => {
    const http = createServer();
    http.on('upgrade', (_, socket) => {
      socket.end('HTTP/1.1 403 No\r\ncontent-length: 28\r\n\r\n{"code":"host_not_enrolled"}');
    });
    const { ends } = connect(await listen(http));
    await until(() => ends.length === 1, 'the end');
    expect(ends[0]).toMatchObject({ closeCode: 1006, httpStatus: 403, refusal: 'host_not_enrolled' });
  });

  it('H-16 gives up a peer that never greets and tries again', async () => {
    const http = createServer();
    const url = await listen(http);
    const sockets = new WebSocketServer({ server: http });
    let connections = 0;
    sockets.on('connection', (peer) => {
      connections += 1;
      peer.on('message', () => peer.send('{"type":"pong"}'));
    });
    const persistent = new PersistentSocket({
      url,
      headers: () => ({}),
      clock: fastClock,
      log: silentLog,
      onOpen: () => undefined,
      onText: () => undefined,
      onDown: () => null,
    });
    closers.push(() => persistent.stop());
    persistent.start();
    await until(() => connections >= 3, 'three tries');
  });
});
