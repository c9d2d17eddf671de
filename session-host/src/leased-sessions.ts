import type { Lease, SessionReasonCode } from '@waqtor/contracts';
import { HostedSession, type HostedSessionOptions, sessionFolder, wipeSession } from './hosted-session.ts';
import type { HeldLease } from './link/control-link.ts';
import type { Moment } from './link/lease-clock.ts';
import { readClaim } from './login-claim.ts';
import { errorName } from './telemetry/log.ts';

/** What a session tells when it leaves this host, by the reason of its revocation. */
const TOLD: Readonly<Record<string, SessionReasonCode>> = { moving: 'moving', draining: 'host_draining' };

export interface LeasedSessionsOptions extends HostedSessionOptions {
  release: (lease: HeldLease) => void;
}

/** The sessions that are leased to this host: taken up, let go, and set aside while somebody copies their login. */
export class LeasedSessions {
  readonly #options: LeasedSessionsOptions;
  readonly #sessions = new Map<string, HostedSession>();
  /** Closed and still ours: their leases go on being renewed. */
  readonly #setAside = new Map<string, number>();

  constructor(options: LeasedSessionsOptions) {
    this.#options = options;
  }

  get all(): HostedSession[] {
    return [...this.#sessions.values()];
  }

  get(sessionId: string): HostedSession | null {
    return this.#sessions.get(sessionId) ?? null;
  }

  /** Leases to renew. */
  get held(): HeldLease[] {
    return [
      ...this.all.map(({ sessionId, epoch }) => ({ sessionId, epoch })),
      ...[...this.#setAside].map(([sessionId, epoch]) => ({ sessionId, epoch })),
    ];
  }

  /** Takes a session up, or renews its lease. What fails here costs this session and no other. */
  async assign(lease: Lease, since: Moment): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#assign(lease, since);
    } catch (error) {
      log.error('A session could not be taken up', { sessionId: lease.sessionId, error: errorName(error) });
    }
  }

  async #assign(lease: Lease, since: Moment): Promise<void> {
    const { store, log } = this.#options;
    const { sessionId, epoch } = lease;
    const row = store.sessions.get(sessionId);
    if (epoch < (row?.epoch ?? 0)) return;
    if (this.#setAside.has(sessionId)) return void this.#setAside.set(sessionId, epoch);
    if (row && this.#wasElsewhere(sessionId, row.epoch, epoch)) {
      await this.#drop(sessionId);
      log.info('Another host had the session meanwhile; its old commands are not run', { sessionId, epoch });
      await store.beginGeneration(sessionId, row.highWaterMs ?? this.#options.clock.now());
    }
    // A renewal changes no row: it must not wait for a disk that is full or slow.
    if (row?.epoch !== epoch) await store.commit(() => store.sessions.ensure(sessionId, epoch));
    const known = this.#sessions.get(sessionId);
    if (known) return known.renewed(lease, since);
    log.info('A session was assigned', { sessionId, epoch });
    this.#sessions.set(sessionId, new HostedSession(lease, since, this.#options));
  }

  /**
   * The fleet counts epochs up by one: a hole, or the claim of another host in the login's folder, means that the
   * session was granted elsewhere. Not while our own lease was good all the time.
   */
  #wasElsewhere(sessionId: string, before: number, epoch: number): boolean {
    if (before === 0 || before === epoch || this.#sessions.get(sessionId)?.isLeaseFresh) return false;
    if (epoch > before + 1) return true;
    const claim = readClaim(sessionFolder(this.#options.volumeDir, sessionId));
    return claim !== null && claim.epoch > before;
  }

  /** Ends the session, tells why where it helps, wipes when asked (also what only lies on disk), and releases. */
  async revoke({ sessionId, reason, wipe }: { sessionId: string; reason: string; wipe: boolean }): Promise<void> {
    const { store, log } = this.#options;
    const session = this.#sessions.get(sessionId);
    const epoch = session?.epoch ?? this.#setAside.get(sessionId) ?? store.sessions.get(sessionId)?.epoch ?? 0;
    log.info('A session was revoked', { sessionId, reason: reason.slice(0, 40), wipe });
    this.#sessions.delete(sessionId);
    this.#setAside.delete(sessionId);
    await session?.close(TOLD[reason] ?? null, !wipe);
    if (wipe) await this.#wipe(sessionId, epoch, reason);
    if (session || wipe || epoch > 0) this.#options.release({ sessionId, epoch: Math.max(1, epoch) });
  }

  async #wipe(sessionId: string, epoch: number, reason: string): Promise<void> {
    const claim = readClaim(sessionFolder(this.#options.volumeDir, sessionId));
    // On a shared volume the login may be another host's by now: only our rows are old then.
    if (reason !== 'session_deleted' && claim !== null && claim.epoch > epoch)
      return this.#options.store.forget(sessionId);
    await wipeSession(this.#options, sessionId);
  }

  /** Another host claimed the login: end here, and let the fleet sort out who has it. */
  async letGo(sessionId: string): Promise<void> {
    const session = this.#sessions.get(sessionId);
    if (!session) return;
    await this.#drop(sessionId);
    this.#options.release({ sessionId, epoch: session.epoch });
  }

  /**
   * The rows of the session are older than what its room has seen of them (the data folder is an old copy): what they
   * hold as not sent may have been sent long ago. It goes on as on a new store, which sends none of it.
   */
  async beginAfresh(sessionId: string): Promise<void> {
    const { store, clock } = this.#options;
    const session = this.#sessions.get(sessionId);
    if (!session) return;
    await this.#drop(sessionId);
    await store.beginGeneration(sessionId, store.sessions.get(sessionId)?.highWaterMs ?? clock.now());
    this.#sessions.set(sessionId, new HostedSession(session.lease, session.leaseSince, this.#options));
  }

  /** Every session ends; `reason` is told by those that run. */
  async closeAll(reason: SessionReasonCode | null, isReleased: boolean): Promise<void> {
    const all = this.all;
    this.#sessions.clear();
    this.#setAside.clear();
    await Promise.all(
      all.map(async (session) => {
        try {
          await session.close(reason);
          if (isReleased) this.#options.release({ sessionId: session.sessionId, epoch: session.epoch });
        } catch (error) {
          this.#options.log.warn('A session did not end well', { error: errorName(error) });
        }
      }),
    );
  }

  /**
   * Ends the browser of a session and keeps its lease; the next assignment after `putBack` starts it again. False:
   * it does not run, or somebody has set it aside already.
   */
  async setAside(sessionId: string): Promise<boolean> {
    const session = this.#sessions.get(sessionId);
    if (!session) return false;
    this.#setAside.set(sessionId, session.epoch);
    this.#sessions.delete(sessionId);
    await session.close('restarting');
    return true;
  }

  isSetAside(sessionId: string): boolean {
    return this.#setAside.has(sessionId);
  }

  putBack(sessionId: string): void {
    this.#setAside.delete(sessionId);
  }

  async #drop(sessionId: string): Promise<void> {
    const session = this.#sessions.get(sessionId);
    this.#sessions.delete(sessionId);
    await session?.close(null);
  }
}
