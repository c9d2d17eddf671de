/** The receivers, a process of their own: what they cost is not the product's. Answers after the time in the path. */
import { createServer } from 'node:http';
import { nowUs } from '../hub/traffic.ts';

/** `/<receiver>/<delay ms>`; a delay of `never` does not answer while the caller waits. */
export interface Arrival {
  receiver: string;
  n: number;
  /** Between the event's own time and the last byte of its body here. */
  us: number;
}
export type Ask = { id: number; take: true };

let arrivals: Arrival[] = [];
const server = createServer((request, response) => {
  const [, receiver = '', delay = '0'] = (request.url ?? '').split('/');
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const at = nowUs();
    const { data } = JSON.parse(Buffer.concat(pieces).toString()) as { data: { sentUs: number; n: number } };
    arrivals.push({ receiver, n: data.n, us: at - data.sentUs });
    if (delay === 'never') return;
    const answer = (): void => void response.writeHead(200).end('ok');
    if (delay === '0') answer();
    else setTimeout(answer, Number(delay));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));

process.on('message', ({ id }: Ask) => {
  process.send?.({ id, arrivals });
  arrivals = [];
});
process.on('disconnect', () => process.exit(0));
