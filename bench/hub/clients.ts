/** The measuring clients, a process of their own: what they cost is not the server's. Told what to do by fleet.ts. */
import { percentile, round } from '../measure/percentile.ts';
import { BenchSocket } from './bench-socket.ts';

/** Upgrades on their way at the same time. */
const OPENING = 64;
const TICK_MS = 500;
const POLL_MS = 5;

interface Group {
  sockets: BenchSocket[];
  latenciesUs: number[];
  isRecording: boolean;
  /** Not measured for latency: stalled on purpose. */
  apart: Set<number>;
}
const groups = new Map<string, Group>();
const groupOf = (name: string): Group => {
  const group = groups.get(name);
  if (!group) throw new Error(`There is no group ${name}.`);
  return group;
};

export interface OpenRequest {
  group: string;
  count: number;
  /** `{i}` is the number of the client. */
  url: string;
  topics: string[] | null;
}

const inParallel = async (count: number, width: number, run: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
};

/** What the orchestrator may ask for. Times are milliseconds. */
export const commands = {
  async open({ group: name, count, url, topics }: OpenRequest) {
    const group: Group = { sockets: [], latenciesUs: [], isRecording: false, apart: new Set() };
    groups.set(name, group);
    let failed = 0;
    const begin = performance.now();
    for (let index = 0; index < count; index++) {
      const onLatencyUs = (latencyUs: number): void => {
        if (group.isRecording && !group.apart.has(index)) group.latenciesUs.push(latencyUs);
      };
      const own = url.replace('{i}', String(index));
      group.sockets.push(new BenchSocket({ url: own, topics, onLatencyUs }));
    }
    await inParallel(count, OPENING, async (index) => {
      await (group.sockets[index] as BenchSocket).open().catch(() => (failed += 1));
    });
    return { failed, perSecond: round((count / (performance.now() - begin)) * 1000, 0) };
  },

  record({ group: name, on }: { group: string; on: boolean }) {
    groupOf(name).isRecording = on;
  },

  /** Waits until so many of the clients (all but those apart) have event `n`. */
  async reached({ group: name, n, deadlineMs }: { group: string; n: number; deadlineMs: number }) {
    const group = groupOf(name);
    const behind = (): number =>
      group.sockets.filter((socket, index) => !group.apart.has(index) && socket.n < n).length;
    const end = performance.now() + deadlineMs;
    while (behind() > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    return { behind: behind() };
  },

  report({ group: name }: { group: string }) {
    const { sockets, latenciesUs, apart } = groupOf(name);
    const sum = (of: (socket: BenchSocket) => number): number =>
      sockets.reduce((total, socket) => total + of(socket), 0);
    const ms = (share: number): number => round(percentile(latenciesUs, share) / 1000);
    const closeCodes: Record<string, number> = {};
    for (const { closeCode } of sockets) {
      if (closeCode !== null) closeCodes[closeCode] = (closeCodes[closeCode] ?? 0) + 1;
    }
    return {
      open: sockets.filter((socket) => socket.isOpen).length,
      closeCodes,
      events: sum((socket) => socket.events),
      bytesRead: sum((socket) => socket.bytesRead),
      pongs: sum((socket) => socket.pongs),
      outOfOrder: sum((socket) => socket.outOfOrder),
      missedFrames: sum((socket) => socket.missedFrames),
      gaps: sum((socket) => socket.gaps),
      samples: latenciesUs.length,
      latencyMs: latenciesUs.length > 0 ? { p50: ms(0.5), p99: ms(0.99), max: ms(1) } : null,
      apart: [...apart].map((index) => sockets[index]?.n),
    };
  },

  forgetLatencies({ group: name }: { group: string }) {
    groupOf(name).latenciesUs = [];
  },

  ping({ group: name }: { group: string }) {
    for (const socket of groupOf(name).sockets) socket.ping(performance.now());
  },

  async pongs({ group: name, atLeast, deadlineMs }: { group: string; atLeast: number; deadlineMs: number }) {
    const count = (): number => groupOf(name).sockets.reduce((sum, { pongs }) => sum + pongs, 0);
    const end = performance.now() + deadlineMs;
    while (count() < atLeast && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    return { pongs: count() };
  },

  /** The first `count` clients read no more. */
  stall({ group: name, count }: { group: string; count: number }) {
    const { sockets, apart } = groupOf(name);
    for (let index = 0; index < count; index++) {
      apart.add(index);
      sockets[index]?.stall();
    }
  },

  /** All read again, and are waited for alike. */
  unstall({ group: name }: { group: string }) {
    const { sockets, apart } = groupOf(name);
    for (const index of apart) sockets[index]?.resume();
    apart.clear();
  },

  /** Every client that lost its connection tries again at once, and again, until it is subscribed. */
  async reopen({ group: name, deadlineMs }: { group: string; deadlineMs: number }) {
    const { sockets } = groupOf(name);
    const end = performance.now() + deadlineMs;
    const lost = sockets.filter((socket) => !socket.isOpen);
    await Promise.all(
      lost.map(async (socket) => {
        while (!socket.isOpen && performance.now() < end) {
          await socket.open().catch(() => new Promise((resolve) => setTimeout(resolve, 50)));
        }
      }),
    );
    return { lost: lost.length, back: sockets.filter((socket) => socket.isOpen).length };
  },

  close({ group: name }: { group: string }) {
    for (const socket of groupOf(name).sockets) socket.close();
    groups.delete(name);
  },
};
export type Commands = typeof commands;

setInterval(() => {
  const now = performance.now();
  for (const { sockets } of groups.values()) for (const socket of sockets) socket.tick(now);
}, TICK_MS);

type Ask = (args: never) => unknown;
process.on('message', ({ id, command, args }: { id: number; command: keyof Commands; args: never }) => {
  Promise.resolve()
    .then(() => (commands[command] as Ask)(args))
    .then((result) => process.send?.({ id, result: result ?? null }))
    .catch((error: unknown) => process.send?.({ id, error: String(error) }));
});
process.on('disconnect', () => process.exit(0));
