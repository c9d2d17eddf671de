import { statfs } from 'node:fs/promises';
import type { HostControlFrame } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { HostConfig } from '../config.ts';
import type { HostedSession } from '../hosted-session.ts';
import type { SessionHealthReport } from '../sessions/session.ts';
import { SESSION_BYTES, capacityOf } from './capacity.ts';
import { type Log, errorName } from './log.ts';
import { machineMemory } from './machine-memory.ts';
import { memoryOfTrees } from './process-memory.ts';

/** Reading the memory of every process costs some milliseconds: whoever asks within this time gets the last answer. */
const FRESH_MS = 2_000;

export type TelemetryFrame = Extract<HostControlFrame, { type: 'telemetry' }>;

export interface HostTelemetryOptions {
  config: Pick<HostConfig, 'capacity' | 'engine' | 'dataDir' | 'volumeDir'>;
  clock: Clock;
  log: Log;
  sessions: () => HostedSession[];
}

/** What the host tells of itself: to the fleet every 15 s, to `status` and to the metrics. No personal data. */
export class HostTelemetry {
  readonly #options: HostTelemetryOptions;
  readonly #startedAt: number;
  #last: { atMs: number; frame: Promise<TelemetryFrame> } | null = null;

  constructor(options: HostTelemetryOptions) {
    this.#options = options;
    this.#startedAt = options.clock.monotonic();
  }

  /** Measured now, or at most 2 s ago. */
  take(): Promise<TelemetryFrame> {
    const atMs = this.#options.clock.monotonic();
    if (this.#last === null || atMs - this.#last.atMs >= FRESH_MS) this.#last = { atMs, frame: this.#measure() };
    return this.#last.frame;
  }

  async #measure(): Promise<TelemetryFrame> {
    const { config, clock, sessions } = this.#options;
    const held = sessions();
    const [health, pssBytes, diskFreeBytes] = await Promise.all([
      Promise.all(held.map((session) => this.#healthOf(session))),
      memoryOfTrees([process.pid]),
      this.#diskFree(),
    ]);
    const memory = machineMemory();
    const cpu = process.cpuUsage();
    return {
      type: 'telemetry',
      rssBytes: process.memoryUsage.rss(),
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      uptimeSeconds: (clock.monotonic() - this.#startedAt) / 1000,
      sessions: held.length,
      capacity: capacityOf({
        limit: config.capacity,
        held: held.length,
        availableBytes: memory?.availableBytes ?? null,
        sessionBytes: health.flatMap(({ memoryBytes }) => memoryBytes ?? []),
        defaultSessionBytes: SESSION_BYTES[config.engine.kind],
      }),
      ...(pssBytes === null ? {} : { pssBytes }),
      ...(memory ? { memoryTotalBytes: memory.totalBytes, memoryAvailableBytes: memory.availableBytes } : {}),
      ...(diskFreeBytes === null ? {} : { diskFreeBytes }),
      health,
    };
  }

  async #healthOf(session: HostedSession): Promise<SessionHealthReport & { sessionId: string }> {
    const { sessionId } = session;
    try {
      return { sessionId, ...(await session.health()) };
    } catch (error) {
      this.#options.log.warn('A session could not tell how it is', { sessionId, error: errorName(error) });
      return { sessionId, memoryBytes: null, lastEventAt: null, restarts: 0 };
    }
  }

  /** The fuller of the two places counts: either of them full stops the sessions. */
  async #diskFree(): Promise<number | null> {
    const { dataDir, volumeDir } = this.#options.config;
    try {
      const places = await Promise.all([dataDir, volumeDir].map((place) => statfs(place)));
      return Math.min(...places.map(({ bavail, bsize }) => bavail * bsize));
    } catch (error) {
      this.#options.log.warn('The free space of the disk could not be read', { error: errorName(error) });
      return null;
    }
  }
}
