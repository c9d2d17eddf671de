import { MAX_STATS_CLIENTS, type WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { logError } from '../../shared/log.ts';
import type { Hub } from '../hub.ts';
import { ephemeralEntry } from '../intake.ts';

/** H-14 */
export const STATS_INTERVAL_MS = 2_000;

/**
 * `monitor.stats` for connections that follow `monitor`. Its timer keeps the object awake, so that it exists only while
 * one of them is open: the turn that finds none is the last.
 */
export class StatsTicker {
  readonly #hub: Hub;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Call when somebody may have begun to follow; the first figures are told at once. */
  start(): void {
    if (this.#timer === null && this.#isFollowed()) this.#tick();
  }

  #isFollowed(): boolean {
    return this.#hub.connections.all().some((connection) => connection.topics.has('monitor'));
  }

  #tick(): void {
    this.#timer = null;
    if (!this.#isFollowed()) return;
    this.#timer = setTimeout(() => this.#tick(), STATS_INTERVAL_MS);
    this.#tell().catch((error: unknown) => {
      this.#hub.counters.error('monitor', 'The figures could not be told.');
      logError('The figures of a hub could not be told.', error);
    });
  }

  async #tell(): Promise<void> {
    const figures = await this.#hub.monitor.figures(Date.now());
    const event: WaqtorEvent = {
      id: newId('evt'),
      type: 'monitor.stats',
      version: 1,
      timestamp: figures.server.timestamp,
      data: { ...figures, clients: figures.clients.slice(0, MAX_STATS_CLIENTS) },
    };
    // To connections alone: an endpoint that takes every type must not get a request each 2 s because somebody looks.
    this.#hub.broadcaster.offer([ephemeralEntry(event)]);
  }
}
