import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type Capabilities,
  type Desired,
  type SessionReasonCode,
  capabilitiesSchema,
  desiredSchema,
  sessionReasonCodeSchema,
  sessionStatusSchema,
} from '@waqtor/contracts';
import * as z from 'zod';

const lastStateSchema = z.object({
  status: sessionStatusSchema,
  reason: sessionReasonCodeSchema.nullable(),
  /** ms since 1970. */
  atMs: z.number(),
});
/** The state of a session as it was told last; who it is linked to is left out. */
export type LastState = z.infer<typeof lastStateSchema>;

export interface SessionRow {
  sessionId: string;
  epoch: number;
  /** Highest n given to an outbox row. */
  lastN: number;
  /** Highest n that the room acknowledged. */
  ackedN: number;
  /** Highest dispatch number stored in the inbox. */
  lastCommand: number;
  /** Time of the latest message that was emitted, ms since 1970. */
  highWaterMs: number | null;
  /** Messages since then may have been missed; null while the engine listens and nothing is open. */
  gapSinceMs: number | null;
  /** Rises when the login is lost: what is absent then proves nothing about an older login. */
  loginNo: number;
  desired: Desired | null;
  /** Why the session rests although it is wanted running; cleared by the next start. */
  halt: SessionReasonCode | null;
  capabilities: Capabilities | null;
  /** Names the rows of this session to its room; null: the id of the store does. */
  storeId: string | null;
  lastState: LastState | null;
}

interface Raw {
  session_id: string;
  epoch: number;
  last_n: number;
  acked_n: number;
  last_command: number;
  high_water_ms: number | null;
  gap_since_ms: number | null;
  login_no: number;
  desired: string | null;
  halt: string | null;
  capabilities: string | null;
  store_id: string | null;
  last_state: string | null;
}

const fromRaw = (raw: Raw): SessionRow => ({
  sessionId: raw.session_id,
  epoch: raw.epoch,
  lastN: raw.last_n,
  ackedN: raw.acked_n,
  lastCommand: raw.last_command,
  highWaterMs: raw.high_water_ms,
  gapSinceMs: raw.gap_since_ms,
  loginNo: raw.login_no,
  desired: desiredSchema.safeParse(raw.desired).data ?? null,
  halt: sessionReasonCodeSchema.safeParse(raw.halt).data ?? null,
  capabilities:
    raw.capabilities === null ? null : (capabilitiesSchema.safeParse(JSON.parse(raw.capabilities)).data ?? null),
  storeId: raw.store_id,
  lastState: raw.last_state === null ? null : (lastStateSchema.safeParse(JSON.parse(raw.last_state)).data ?? null),
});

/** One row for each session whose data lies in this store. Writers run inside `Store.commit`. */
export class SessionRows {
  readonly #get: StatementSync;
  readonly #all: StatementSync;
  readonly #ensure: StatementSync;
  readonly #epoch: StatementSync;
  readonly #wish: StatementSync;
  readonly #capabilities: StatementSync;
  readonly #highWater: StatementSync;
  readonly #openGap: StatementSync;
  readonly #closeGap: StatementSync;
  readonly #loginLost: StatementSync;
  readonly #adoptMark: StatementSync;
  readonly #noteState: StatementSync;
  readonly #generation: StatementSync;

  constructor(db: DatabaseSync) {
    this.#get = db.prepare('SELECT * FROM sessions WHERE session_id = ?');
    this.#all = db.prepare('SELECT * FROM sessions ORDER BY session_id');
    this.#ensure = db.prepare('INSERT OR IGNORE INTO sessions (session_id) VALUES (?)');
    this.#epoch = db.prepare('UPDATE sessions SET epoch = max(epoch, ?) WHERE session_id = ?');
    this.#wish = db.prepare('UPDATE sessions SET desired = ?, halt = ? WHERE session_id = ?');
    this.#capabilities = db.prepare('UPDATE sessions SET capabilities = ? WHERE session_id = ?');
    this.#highWater = db.prepare(
      'UPDATE sessions SET high_water_ms = max(coalesce(high_water_ms, 0), ?) WHERE session_id = ?',
    );
    this.#openGap = db.prepare(
      'UPDATE sessions SET gap_since_ms = coalesce(gap_since_ms, high_water_ms, ?) WHERE session_id = ?',
    );
    this.#closeGap = db.prepare(
      'UPDATE sessions SET gap_since_ms = NULL, high_water_ms = coalesce(high_water_ms, ?) WHERE session_id = ?',
    );
    this.#adoptMark = db.prepare(
      `UPDATE sessions SET is_marked = 1,
       gap_since_ms = CASE WHEN :at IS NULL THEN gap_since_ms ELSE min(coalesce(gap_since_ms, :at), :at) END
       WHERE session_id = :session AND is_marked = 0`,
    );
    this.#loginLost = db.prepare('UPDATE sessions SET login_no = login_no + 1 WHERE session_id = ?');
    this.#noteState = db.prepare('UPDATE sessions SET last_state = ? WHERE session_id = ?');
    this.#generation = db.prepare(
      `UPDATE sessions SET store_id = ?, last_n = 0, acked_n = 0, last_command = 0, login_no = login_no + 1, halt = NULL,
         desired = NULL, gap_since_ms = coalesce(min(gap_since_ms, ?), gap_since_ms, ?) WHERE session_id = ?`,
    );
  }

  get(sessionId: string): SessionRow | null {
    const raw = this.#get.get(sessionId) as Raw | undefined;
    return raw ? fromRaw(raw) : null;
  }

  all(): SessionRow[] {
    return (this.#all.all() as unknown as Raw[]).map(fromRaw);
  }

  ensure(sessionId: string, epoch: number): void {
    this.#ensure.run(sessionId);
    this.#epoch.run(epoch, sessionId);
  }

  setWish(sessionId: string, desired: Desired | null, halt: SessionReasonCode | null): void {
    this.#wish.run(desired, halt, sessionId);
  }

  setCapabilities(sessionId: string, capabilities: Capabilities): void {
    this.#capabilities.run(JSON.stringify(capabilities), sessionId);
  }

  raiseHighWater(sessionId: string, atMs: number): void {
    this.#highWater.run(atMs, sessionId);
  }

  /** From now on messages may be missed; an older open gap stays. `nowMs` counts where no message was seen yet. */
  openGap(sessionId: string, nowMs: number): void {
    this.#openGap.run(nowMs, sessionId);
  }

  /**
   * Everything missed was looked through. The mark stays at the latest message, on WhatsApp's clock and not on ours;
   * `nowMs` counts only where no message was ever seen.
   */
  closeGap(sessionId: string, nowMs: number): void {
    this.#closeGap.run(nowMs, sessionId);
  }

  /**
   * The room's latest message, for a store that is new for this session: what came since is looked for. Answers false
   * when this store had its marks already; null says that the room has none either.
   */
  adoptMark(sessionId: string, atMs: number | null): boolean {
    return Number(this.#adoptMark.run({ session: sessionId, at: atMs }).changes) > 0;
  }

  loginLost(sessionId: string): void {
    this.#loginLost.run(sessionId);
  }

  noteState(sessionId: string, state: LastState): void {
    this.#noteState.run(JSON.stringify(state), sessionId);
  }

  /** See `Store.beginGeneration`. */
  beginGeneration(sessionId: string, storeId: string, sinceMs: number): void {
    this.#generation.run(storeId, sinceMs, sinceMs, sessionId);
  }
}
