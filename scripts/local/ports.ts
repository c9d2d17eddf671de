import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Listens for a moment: true when nobody else does. */
export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Below those that systems give to outgoing connections (Linux: from 32,768 on), which could take one between two runs. */
const PORTS = { from: 20_000, to: 32_000 };
const MAX_TRIES = 100;

export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No port is free from ${PORTS.from} to ${PORTS.to}.`);
};
