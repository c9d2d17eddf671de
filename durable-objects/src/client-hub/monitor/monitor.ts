import type { HubFigures, HubMonitorRpc, MonitorAlert, MonitorThresholds } from '@waqtor/contracts';
import { mergeFigures } from '@waqtor/core/hub/merge-figures';
import { judgeThresholds } from '@waqtor/core/hub/thresholds';
import { MONITOR_WINDOW_MS } from '@waqtor/core/hub/window-counts';
import type { Hub } from '../hub.ts';
import { Alerts } from './alerts.ts';
import { figuresOf } from './figures.ts';
import { Snapshots } from './snapshots.ts';
import { StatsTicker } from './stats-ticker.ts';
import { Thresholds } from './thresholds.ts';

/** Writes the next snapshot; armed while sockets are open, something was counted, or an alert stands. */
export const SNAPSHOT_JOB = 'snapshot';

const HOUR_MS = 60 * 60 * 1000;

type Told = Awaited<ReturnType<HubMonitorRpc['monitor']>>;

/**
 * H-13, H-14: what the hub knows of itself over time. Thresholds are judged whenever counts are saved (at most every
 * 5 s, only while something is counted), with each snapshot, and when somebody asks; an idle hub is never woken for it.
 */
export class HubMonitor {
  readonly #hub: Hub;
  readonly #snapshots: Snapshots;
  readonly #thresholds: Thresholds;
  readonly alerts: Alerts;
  readonly ticker: StatsTicker;

  constructor(hub: Hub) {
    this.#hub = hub;
    this.#snapshots = new Snapshots(hub.sql);
    this.#thresholds = new Thresholds(hub.sql);
    this.alerts = new Alerts(hub);
    this.ticker = new StatsTicker(hub);
  }

  /** Relays included; one that does not answer is left out. */
  async figures(now: number): Promise<HubFigures> {
    const own = figuresOf(this.#hub, now);
    const { relays } = this.#hub;
    return relays.hasRelays ? mergeFigures([own, ...(await relays.figures())]) : own;
  }

  async read({ hours }: { hours: number }): Promise<Told> {
    const now = Date.now();
    const figures = await this.figures(now);
    return {
      figures,
      thresholds: this.#thresholds.read(),
      alerts: this.#judge(figures, now),
      snapshots: this.#snapshots.read(now - hours * HOUR_MS),
    };
  }

  async setThresholds(change: Partial<MonitorThresholds>): Promise<MonitorThresholds> {
    const thresholds = this.#thresholds.change(change);
    const now = Date.now();
    this.#judge(await this.figures(now), now);
    return thresholds;
  }

  /** The handler of COUNTERS_JOB. */
  async saveCounts(): Promise<void> {
    const now = Date.now();
    if (!this.#hub.counters.save()) return;
    this.#hub.schedule.at(SNAPSHOT_JOB, now + MONITOR_WINDOW_MS);
    this.#judge(await this.figures(now), now);
  }

  /** The handler of SNAPSHOT_JOB; answers when the next one is due, undefined when nothing more can change. */
  async snapshot(): Promise<number | undefined> {
    const { counters, connections, relays } = this.#hub;
    const now = Date.now();
    const figures = await this.figures(now);
    // First: totals that a crash took back would count the same again.
    counters.save();
    const standing = this.#judge(figures, now);
    this.#snapshots.take(figures, now);
    relays.askIdle(now);
    return connections.size > 0 || relays.hasRelays || standing.length > 0 ? MONITOR_WINDOW_MS : undefined;
  }

  /** Answers the alerts that stand now. A hub without a workspace has nobody to tell. */
  #judge(figures: HubFigures, now: number): MonitorAlert[] {
    if (this.#hub.log.workspaceId === null) return [];
    const windowCounts = this.#snapshots.windowCounts(figures, now);
    const verdict = judgeThresholds(this.alerts.standing(), figures, this.#thresholds.read(), windowCounts, now);
    this.alerts.settle(verdict, now);
    // An alert falls by itself when its window is over: somebody has to look then.
    if (verdict.alerts.length > 0) this.#hub.schedule.at(SNAPSHOT_JOB, now + MONITOR_WINDOW_MS);
    return verdict.alerts;
  }
}
