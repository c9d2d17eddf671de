import type { HubFigures, HubRelayRpc, RelayBatch } from '@waqtor/contracts';
import { placeSocket, type RelayLoad } from '@waqtor/core/hub/relay-placement';
import { lastValuesOnly } from '@waqtor/core/hub/last-value';
import { relayName } from '@waqtor/core/object-name';
import { hubSettings } from '../../env.ts';
import { logError } from '../../shared/log.ts';
import type { Hub } from '../hub.ts';
import { RELAY_JOB } from '../jobs.ts';
import type { LiveEntry } from '../log/intake.ts';

/** `is_ready`: its copy of the log once reached the end, so that sockets may be placed there. */
export const RELAYS_SCHEMA = `
CREATE TABLE relays (
  relay INTEGER PRIMARY KEY,
  cursor INTEGER NOT NULL,
  connections INTEGER NOT NULL DEFAULT 0,
  is_ready INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  used_at INTEGER NOT NULL
);`;

/** Armed before a call: should the object die in it, the alarm goes on. */
const SAFETY_MS = 5_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 60_000;
/** A relay without sockets for so long is given up. */
const IDLE_MS = 60 * 60 * 1000;
/** Ephemeral events kept for a relay while a call is under way; more of them are dropped, as ephemeral ones may be. */
const MAX_HELD = 500;

type Row = {
  relay: number;
  cursor: number;
  connections: number;
  is_ready: number;
  failures: number;
  used_at: number;
};
interface Relay extends RelayLoad {
  cursor: number;
  failures: number;
  usedAt: number;
  /** What it was told of the sessions last; null: nothing yet by this instance. */
  sessions: string | null;
  /** They changed since, perhaps beside any event: a name, a removal. */
  isSessionsDue: boolean;
  ephemeral: RelayBatch['ephemeral'];
  isFeeding: boolean;
  isMonitorFollowed: boolean;
}

/**
 * The relays of a hub (design §5): each holds sockets above what one object carries, and a copy of the log that is fed
 * from one cursor, single-flight, on the relay's answer. So a relay serves resumes and gaps like the hub itself, and a
 * slow one delays nobody.
 */
export class RelayFeed {
  readonly #hub: Hub;
  readonly #limit: number;
  readonly #relays = new Map<number, Relay>();

  constructor(hub: Hub) {
    this.#hub = hub;
    this.#limit = hubSettings(hub.env).socketsPerObject;
    for (const row of hub.sql.exec<Row>('SELECT * FROM relays')) this.#relays.set(row.relay, fromRow(row));
  }

  /** Somebody at a relay follows `monitor`, as it told last. */
  get isMonitorFollowed(): boolean {
    return [...this.#relays.values()].some((relay) => relay.isMonitorFollowed);
  }

  get hasRelays(): boolean {
    return this.#relays.size > 0;
  }

  cursors(): number[] {
    return [...this.#relays.values()].map(({ cursor }) => cursor);
  }

  /** Where the next socket goes: 0 is here. Begins another relay before it is needed. */
  place(): number {
    // A copy that stands still is behind what a client that comes back has: it would be told a gap that is none.
    const loads = [...this.#relays.values()].map((one) => ({ ...one, isReady: one.isReady && one.failures === 0 }));
    const { relay, isAnotherNeeded } = placeSocket(this.#hub.connections.size, loads, this.#limit);
    if (isAnotherNeeded) this.#begin();
    const chosen = this.#relays.get(relay);
    if (chosen) {
      chosen.connections += 1;
      chosen.usedAt = Date.now();
    }
    return relay;
  }

  /** What was just stored is in the log; what is not kept is handed on beside it. */
  offer(entries: readonly LiveEntry[], { hasSessionChange = false }: { hasSessionChange?: boolean } = {}): void {
    if (this.#relays.size === 0 || (entries.length === 0 && !hasSessionChange)) return;
    const ephemeral = entries
      .filter(({ seq }) => seq === null)
      .map(({ keys, body, lastValueKey, reader }) => ({ keys, body, lastValueKey, reader: reader ?? null }));
    for (const relay of this.#relays.values()) {
      relay.isSessionsDue ||= hasSessionChange;
      if (ephemeral.length > 0) relay.ephemeral = lastValuesOnly([...relay.ephemeral, ...ephemeral]).slice(-MAX_HELD);
      this.#kick(relay);
    }
  }

  /** Asks relays that had no socket for long, so that they are given up though nothing happens any more. */
  askIdle(now: number): void {
    for (const relay of this.#relays.values()) if (now - relay.usedAt >= IDLE_MS) this.#kick(relay);
  }

  /** The handler of RELAY_JOB; a call under way keeps its safety alarm. */
  resume(number: number): number | undefined {
    const relay = this.#relays.get(number);
    if (!relay) return undefined;
    this.#kick(relay, true);
    return relay.isFeeding ? SAFETY_MS : undefined;
  }

  /** Of the relays that answer. */
  async figures(): Promise<HubFigures[]> {
    return this.#ofEach((relay) => relay.figures());
  }

  /** Sockets closed; a relay that does not answer closes its own within a minute. */
  async disconnectPrincipal(principalId: string): Promise<number> {
    const closed = await this.#ofEach((relay) => relay.disconnectPrincipal(principalId));
    return closed.reduce((sum, count) => sum + count, 0);
  }

  async checkPrincipals(): Promise<void> {
    await this.#ofEach((relay) => relay.checkPrincipals());
  }

  /** What the relays answer that do; one that is away keeps nobody else from being asked. */
  async #ofEach<T>(ask: (relay: HubRelayRpc) => Promise<T>): Promise<T[]> {
    const answers = await Promise.allSettled([...this.#relays.keys()].map((relay) => ask(this.#stub(relay))));
    return answers.flatMap((answer) => {
      if (answer.status === 'fulfilled') return [answer.value];
      this.#hub.counters.error('relay', 'A relay did not answer.');
      logError('A relay did not answer.', answer.reason);
      return [];
    });
  }

  #begin(): void {
    const relay = Math.max(0, ...this.#relays.keys()) + 1;
    const now = Date.now();
    const cursor = this.#hub.log.firstSeq - 1;
    this.#hub.sql.exec('INSERT INTO relays (relay, cursor, used_at) VALUES (?, ?, ?)', relay, cursor, now);
    const begun = fromRow({ relay, cursor, connections: 0, is_ready: 0, failures: 0, used_at: now });
    this.#relays.set(relay, begun);
    this.#kick(begun);
  }

  /** Starts feeding unless it is under way or a retry is waited for; never throws. */
  #kick(relay: Relay, isDue = false): void {
    if (relay.isFeeding || (relay.failures > 0 && !isDue)) return;
    relay.isFeeding = true;
    this.#hub.schedule.move(RELAY_JOB, Date.now() + SAFETY_MS, String(relay.relay));
    this.#hub.ctx.waitUntil(
      this.#feed(relay)
        .then(() => this.#hub.schedule.cancel(RELAY_JOB, String(relay.relay)))
        .catch((error: unknown) => this.#retryLater(relay, error))
        .finally(() => {
          relay.isFeeding = false;
          // Something may have come between the last look at the log and here.
          if (this.#hasWork(relay)) this.#kick(relay);
        }),
    );
  }

  #hasWork(relay: Relay): boolean {
    if (!this.#relays.has(relay.relay)) return false;
    return relay.cursor < this.#hub.log.lastSeq || relay.ephemeral.length > 0 || relay.isSessionsDue;
  }

  async #feed(relay: Relay): Promise<void> {
    do {
      const batch = this.#nextBatch(relay);
      const answer = await this.#stub(relay.relay).relay(batch);
      relay.connections = answer.connections;
      relay.isMonitorFollowed = answer.isMonitorFollowed;
      this.#advance(relay, answer.upTo);
      if (await this.#isGivenUp(relay)) return;
      this.#hub.monitor.ticker.start();
    } while (this.#hasWork(relay));
  }

  #nextBatch(relay: Relay): RelayBatch {
    const { log } = this.#hub;
    // Retention may have overtaken a relay that was away: it hears of a hole and tells its clients a gap.
    const prev = Math.max(relay.cursor, log.firstSeq - 1);
    const entries = log.relayPage(prev);
    const upTo = entries.at(-1)?.seq ?? prev;
    const isEnd = upTo >= log.lastSeq;
    const sessions = this.#hub.sessionsJson();
    const batch: RelayBatch = {
      workspaceId: log.workspaceId ?? '',
      logId: log.logId,
      relay: relay.relay,
      prev,
      upTo,
      entries,
      ephemeral: isEnd ? relay.ephemeral : [],
      sessions: sessions === relay.sessions ? null : sessions,
    };
    if (isEnd) relay.ephemeral = [];
    relay.sessions = sessions;
    relay.isSessionsDue = false;
    return batch;
  }

  #advance(relay: Relay, upTo: number): void {
    relay.cursor = upTo;
    relay.failures = 0;
    relay.isReady ||= upTo >= this.#hub.log.lastSeq;
    if (relay.connections > 0) relay.usedAt = Date.now();
    this.#hub.sql.exec(
      'UPDATE relays SET cursor = ?, connections = ?, is_ready = ?, failures = 0, used_at = ? WHERE relay = ?',
      relay.cursor,
      relay.connections,
      relay.isReady ? 1 : 0,
      relay.usedAt,
      relay.relay,
    );
  }

  async #isGivenUp(relay: Relay): Promise<boolean> {
    if (relay.connections > 0 || Date.now() - relay.usedAt < IDLE_MS) return false;
    // Known until it has answered: its number is not another's before, and it is asked again.
    relay.isReady = false;
    this.#hub.sql.exec('UPDATE relays SET is_ready = 0 WHERE relay = ?', relay.relay);
    await this.#stub(relay.relay).retire();
    this.#relays.delete(relay.relay);
    this.#hub.sql.exec('DELETE FROM relays WHERE relay = ?', relay.relay);
    return true;
  }

  #retryLater(relay: Relay, error: unknown): void {
    relay.failures += 1;
    // It may have lost what it knew of the sessions with the call.
    relay.sessions = null;
    const delay = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(relay.failures - 1, 10));
    logError('A relay did not take its events; it is tried again.', error, { failures: relay.failures });
    this.#hub.counters.error('relay', 'A relay did not take its events and is tried again.');
    this.#hub.sql.exec('UPDATE relays SET failures = ? WHERE relay = ?', relay.failures, relay.relay);
    this.#hub.schedule.move(RELAY_JOB, Date.now() + delay, String(relay.relay));
  }

  #stub(relay: number): HubRelayRpc {
    const name = relayName(this.#hub.log.workspaceId ?? '', relay);
    return this.#hub.env.HUB_RELAY.getByName(name) as unknown as HubRelayRpc;
  }
}

const fromRow = (row: Row): Relay => ({
  relay: row.relay,
  cursor: row.cursor,
  connections: row.connections,
  isReady: row.is_ready === 1,
  failures: row.failures,
  usedAt: row.used_at,
  sessions: null,
  isSessionsDue: false,
  ephemeral: [],
  isFeeding: false,
  isMonitorFollowed: false,
});
