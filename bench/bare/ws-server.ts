/** The other yardstick of bench/hub: a process with the `ws` package that sends each frame it is given to every socket. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  void text(request).then((frames) => {
    for (const frame of frames.split('\n')) for (const socket of sockets.clients) socket.send(frame);
    response.writeHead(204).end();
  });
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

/** As many connections may wait as the benches open at once. */
const BACKLOG = 1024;
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
