import type {
  HubMonitor,
  MonitorAlert,
  MonitorHost,
  MonitorSecurity,
  MonitorSnapshot,
  MonitorThresholds,
  WaqtorEvent,
} from '@waqtor/contracts';
import { getMonitor, updateThresholds } from '$lib/api/monitor.ts';
import { problemOf, type ApiProblem } from '$lib/api/problem.ts';
import type { Live } from '$lib/live/live.svelte.ts';
import { afterAlert, type AlertNews } from './alert-news.ts';
import type { Span } from './chart/time-ticks.ts';
import { feedState, type FeedState } from './feed-state.ts';
import { cpuShare } from './host-cpu.ts';
import { addLook, type LiveStats, type RatePoint } from './rate-ring.ts';
import { withRefusedBefore } from './refused-before.ts';
import { mergeSnapshots } from './snapshot-series.ts';
import { withUntold } from './untold-clients.ts';

const TICK_MS = 1_000;
/** Without the socket: every 5 s (H-14). */
const POLL_MS = 5_000;
/** With it: hosts and snapshots come in no event. */
const REFRESH_MS = 15_000;

export interface HostLook {
  host: MonitorHost;
  /** Of one core; null when the host told nothing. */
  cpu: number | null;
}

/**
 * What the page shows: read once, kept current by `monitor.stats`, by polling while the socket is away. Each figure is a
 * raw state of its own, replaced as a whole: an update touches what reads it and nothing else.
 */
export class MonitorFeed {
  stats = $state.raw<LiveStats | null>(null);
  /** The first reading since the page opened, to tell what is new; an event knows too few refusals for that. */
  first = $state.raw<LiveStats | null>(null);
  ring = $state.raw<readonly RatePoint[]>([]);
  hosts = $state.raw<readonly HostLook[]>([]);
  thresholds = $state.raw<MonitorThresholds | null>(null);
  alerts = $state.raw<readonly MonitorAlert[]>([]);
  snapshots = $state.raw<readonly MonitorSnapshot[]>([]);
  span = $state<Span>(24);
  problem = $state.raw<ApiProblem | null>(null);
  /** The alert that was told last, for the toast. */
  news = $state.raw<AlertNews | null>(null);
  /** When figures last came, by this machine's clock (epoch ms). */
  updatedAtMs = $state(0);

  #lastEventMs = $state(0);
  #nowMs = $state(0);
  readonly state: FeedState = $derived.by(() =>
    feedState({
      isConnected: this.#live.isLive,
      lastEventMs: this.#lastEventMs,
      hasReadFailed: this.problem !== null,
      nowMs: this.#nowMs,
    }),
  );
  readonly #live: Live;
  #reading: AbortController | null = null;
  #lastReadMs = 0;
  #readSecurity: MonitorSecurity | null = null;

  constructor(live: Live) {
    this.#live = live;
  }

  /** Begins to follow; the function that is answered ends it. */
  start(): () => void {
    // As if one had just come: a page that opens is not silent yet.
    this.#lastEventMs = this.#nowMs = Date.now();
    const ends = [
      this.#live.onEvent((event) => this.#take(event)),
      this.#live.onStale(() => void this.read(this.span)),
      this.#live.follow('monitor'),
    ];
    const timer = setInterval(() => this.#tick(), TICK_MS);
    void this.read(this.span);
    return () => {
      clearInterval(timer);
      for (const end of ends) end();
      this.#reading?.abort();
    };
  }

  show(span: Span): void {
    this.span = span;
    void this.read(span);
  }

  /** Reads everything, with snapshots of so many hours. A read that is under way is given up for it. */
  async read(hours: number): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#lastReadMs = Date.now();
    try {
      const monitor = await getMonitor(hours, reading.signal);
      if (!reading.signal.aborted) this.#shows(monitor);
    } catch (error) {
      if (!reading.signal.aborted) this.problem = problemOf(error);
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }

  /** Throws `ApiProblem` when they were refused. */
  async saveThresholds(changes: Partial<MonitorThresholds>): Promise<void> {
    this.thresholds = await updateThresholds(changes);
    // A limit that moved may raise or clear an alert.
    void this.read(1);
  }

  #tick(): void {
    this.#nowMs = Date.now();
    const dueMs = this.state === 'live' ? REFRESH_MS : POLL_MS;
    if (document.hidden || this.#reading || this.#nowMs - this.#lastReadMs < dueMs) return;
    // After a failed first read the chosen span is still missing; later the last hour brings what is new.
    void this.read(this.stats ? 1 : this.span);
  }

  #take(event: WaqtorEvent): void {
    if (event.type === 'monitor.stats') {
      this.#lastEventMs = this.#nowMs = Date.now();
      const told = event.data as LiveStats;
      const security = withRefusedBefore(told.security, this.#readSecurity);
      this.#look({ ...told, security, clients: withUntold(told, this.stats?.clients ?? []) });
    } else if (event.type === 'monitor.alert') {
      const news = event.data as AlertNews;
      this.alerts = afterAlert(this.alerts, news);
      this.news = news;
    }
  }

  #shows(monitor: HubMonitor): void {
    const { system, thresholds, alerts, snapshots, ...stats } = monitor;
    const before = this.hosts;
    this.problem = null;
    this.#readSecurity = stats.security;
    this.hosts = system.hosts.map((host) => {
      const known = before.find((look) => look.host.hostId === host.hostId);
      return { host, cpu: cpuShare(host, known?.host) };
    });
    this.thresholds = thresholds;
    this.alerts = alerts;
    this.snapshots = mergeSnapshots(this.snapshots, snapshots);
    this.#look(stats);
    this.first ??= stats;
    // An event overtook the answer, which still knows more refusals.
    const shown = this.stats ?? stats;
    if (shown !== stats) this.stats = { ...shown, security: withRefusedBefore(shown.security, stats.security) };
  }

  #look(stats: LiveStats): void {
    const ring = addLook(this.ring, stats, this.stats);
    // An answer that an event overtook.
    if (ring === this.ring) return;
    this.ring = ring;
    this.stats = stats;
    this.updatedAtMs = Date.now();
  }
}
