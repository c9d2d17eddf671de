import type { HostFact, HostFactOf } from '@waqtor/contracts';
import { mediaIdOf } from '@waqtor/core/deterministic-id';
import { type Clock, sleep, withDeadline } from '../clock.ts';
import { EngineRefusal } from '../engine/engine.ts';
import { MAX_MEDIA_BYTES, MediaRefused, type MediaTransfer } from '../link/media-transfer.ts';
import type { MediaJob } from '../store/media-jobs.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { Opening } from './gate.ts';

const DOWNLOAD_DEADLINE_MS = 60_000;
const UPLOAD_DEADLINE_MS = 120_000;
/** The message itself may reach the room after its bytes; a few tries bridge that and short cuts. */
const WAITS_MS = [500, 2_000, 5_000, 15_000, 30_000];
const BATCH = 20;

type Carried = Pick<HostFactOf<'media'>, 'state' | 'code' | 'sizeBytes'>;
const givenUp = (code: string): Carried => ({ state: 'failed', code, sizeBytes: null });

export interface InboundMediaOptions {
  sessionId: string;
  store: Store;
  clock: Clock;
  log: Log;
  media: MediaTransfer;
  opening: () => Opening | null;
  /** `also`: rows that must be true with the fact or not at all. */
  record: (fact: HostFact, also: () => void) => Promise<void>;
}

/** Carries the bytes of inbound media to the edge, one after the other; what is left over goes on after a restart. */
export class InboundMedia {
  readonly #options: InboundMediaOptions;
  #isRunning = false;
  #isAskedAgain = false;

  constructor(options: InboundMediaOptions) {
    this.#options = options;
  }

  /** There may be work: a message came, or the session is ready again. */
  wake(): void {
    this.#isAskedAgain = this.#isRunning;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#drain()
      .catch((error: unknown) => this.#options.log.warn('Media transfer stopped', { error: errorName(error) }))
      .finally(() => {
        this.#isRunning = false;
        if (this.#isAskedAgain) this.wake();
      });
  }

  async #drain(): Promise<void> {
    const { store, sessionId, opening } = this.#options;
    for (;;) {
      const open = opening();
      const jobs = open ? store.mediaJobs.pending(sessionId, BATCH) : [];
      if (!open || jobs.length === 0) return;
      for (const job of jobs) {
        const carried = await this.#carry(job, open);
        if (carried === 'later') return;
        const done = (): void => store.mediaJobs.done(sessionId, job.keyId);
        await this.#options.record({ type: 'media', keyId: job.keyId, ...carried }, done);
      }
    }
  }

  /** `later` = the session is not ready any more. */
  async #carry(job: MediaJob, open: Opening): Promise<Carried | 'later'> {
    const { clock, media, sessionId, log } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        const { bytes, mimetype } = await withDeadline(
          clock,
          DOWNLOAD_DEADLINE_MS,
          (signal) => open.engine.downloadMedia(job.waMessageId, signal),
          open.signal,
        );
        if (bytes.byteLength > MAX_MEDIA_BYTES) return givenUp('payload_too_large');
        const mediaId = mediaIdOf(sessionId, job.keyId);
        await withDeadline(
          clock,
          UPLOAD_DEADLINE_MS,
          (signal) => media.upload(mediaId, bytes, mimetype || job.mimetype, signal),
          open.signal,
        );
        return { state: 'ready', sizeBytes: bytes.byteLength };
      } catch (error) {
        if (open.signal.aborted) return 'later';
        log.warn('A medium could not be carried', { attempt, error: errorName(error) });
        if (error instanceof MediaRefused || error instanceof EngineRefusal) return givenUp(error.code);
        const wait = WAITS_MS[attempt];
        if (wait === undefined) return givenUp('unavailable');
        try {
          await sleep(clock, wait, open.signal);
        } catch {
          // The session is not ready any more.
          return 'later';
        }
      }
    }
  }
}
