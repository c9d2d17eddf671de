import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { type Command, type ErrorCode, type Outcome, isErrorCode } from '@waqtor/contracts';
import { waKeyIdOf } from '@waqtor/core/deterministic-id';
import { type Clock, DeadlineExceeded, sleep, withDeadline } from '../clock.ts';
import { EngineRefusal, type SendPayload, type SentMessage } from '../engine/engine.ts';
import type { FaultTrigger } from '../faults/fault-point.ts';
import { MediaRefused, type MediaTransfer, MediaUnavailable } from '../link/media-transfer.ts';
import type { Intent } from '../store/intents.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { Opening } from './gate.ts';
import { failed, hasExpired, present, unknown } from './outcomes.ts';

/** The engine may wait so long for the network; a message that is stored by then is `handed_over`, its ack follows. */
export const SEND_WAIT_MS = 15_000;
/** Media goes through the page byte by byte. */
export const SEND_MEDIA_WAIT_MS = 120_000;
/** For the answer after the wait; an engine that gives none is not trusted any more. */
const ANSWER_GRACE_MS = 5_000;
const FIND_DEADLINE_MS = 10_000;
const MEDIA_DEADLINE_MS = 120_000;
const MEDIA_WAITS_MS = [1_000, 2_000, 4_000, 8_000];
/**
 * Asks to the page for one intent, all under the same key id and each only after it was found absent on the login it
 * was meant for. More than one repeat happens only when the host itself dies again and again.
 */
const MAX_ATTEMPTS = 5;
/**
 * A page that leaves one message without an answer so often, and is found without it each time, will not take it: it
 * must not restart the session until the breaker ends it for all others (S-5).
 */
const MAX_MISSES = 2;

/** 404 of the edge: the file is gone, or the lease is just moving; the last try decides. */
const GONE_OR_LATE = 404;
/** 410, or the edge says so: it will not come back. */
const refusalOf = ({ code }: MediaRefused): ErrorCode => {
  if (code === 'not_found') return 'media_missing';
  return isErrorCode(code) ? code : 'media_not_accepted';
};

export interface SendRunnerOptions {
  sessionId: string;
  store: Store;
  clock: Clock;
  log: Log;
  media: MediaTransfer;
  /** Folder for outgoing media, emptied at start. */
  spoolDir: string;
  faultPoint: FaultTrigger;
  opening: () => Opening | null;
  /** Still inside the lease, asked at the last moment. */
  maySend: () => boolean;
  distrust: (what: string) => void;
  /** What the network said of a message so far (`SentMessage.ack`). */
  onAnswer: (keyId: string, ack: number) => void;
  settle: (outcome: Outcome) => Promise<void>;
}

/**
 * One send, exactly once as far as anybody can know (design §3): intent on disk, then the page, then the outcome.
 * What has an intent and no outcome is looked up in the page's store; it is sent again only where it is absent.
 */
export class SendRunner {
  readonly #options: SendRunnerOptions;
  /** Of commands without an outcome: how often a page that still answered had not taken the message. */
  readonly #misses = new Map<string, number>();

  constructor(options: SendRunnerOptions) {
    this.#options = options;
  }

  /** `onWithEngine` is called when the engine was asked: what it is asked next for this chat goes out after it. */
  async run(command: Command, payload: SendPayload, onWithEngine: () => void): Promise<'done' | 'again'> {
    const { store, sessionId, opening, settle } = this.#options;
    const open = opening();
    if (!open) return 'again';
    const intent = store.intents.get(sessionId, command.id);
    if (intent) {
      const concluded = await this.#conclude(command, intent, open);
      if (concluded === 'again') return 'again';
      if (concluded !== 'absent') {
        await settle(concluded);
        return 'done';
      }
    }
    if (hasExpired(command, this.#options.clock.now())) {
      await settle(failed(command, 'message_expired'));
      return 'done';
    }
    const path = payload.kind === 'send_media' ? join(this.#options.spoolDir, command.id) : null;
    try {
      if (payload.kind === 'send_media' && path !== null) {
        const refusal = await this.#fetchMedia(payload.media.id, path, open.signal);
        if (refusal === 'again') return 'again';
        if (refusal !== null) {
          await settle(failed(command, refusal));
          return 'done';
        }
      }
      return await this.#attempt(command, payload, path, open, onWithEngine);
    } finally {
      if (path !== null) rmSync(path, { force: true });
    }
  }

  async #attempt(
    command: Command,
    payload: SendPayload,
    mediaPath: string | null,
    open: Opening,
    onWithEngine: () => void,
  ): Promise<'done' | 'again'> {
    const { store, sessionId, clock, faultPoint, maySend, settle, log, distrust } = this.#options;
    const keyId = command.keyId ?? waKeyIdOf(sessionId, command.id);
    if (open.signal.aborted || !maySend()) return 'again';
    if (hasExpired(command, clock.now())) {
      // Waiting for media took too long; an intent of an earlier run was found absent before.
      await settle(failed(command, 'message_expired'));
      return 'done';
    }
    faultPoint('before_intent');
    await store.commit(() =>
      store.intents.put(sessionId, { commandId: command.id, keyId, chatId: payload.chatId }, clock.now()),
    );
    faultPoint('after_intent');
    // The disk may have taken longer than the lease; the intent stays and is looked up by whoever may send next.
    if (open.signal.aborted || !maySend()) return 'again';
    const waitMs = mediaPath === null ? SEND_WAIT_MS : SEND_MEDIA_WAIT_MS;
    const wait = new AbortController();
    const cancelWait = clock.after(waitMs, () => wait.abort(new DeadlineExceeded(waitMs)));
    let sent: SentMessage;
    try {
      const answer = withDeadline(
        clock,
        waitMs + ANSWER_GRACE_MS,
        (signal) => open.engine.send({ keyId, payload, mediaPath }, AbortSignal.any([signal, wait.signal])),
        open.signal,
      );
      onWithEngine();
      sent = await answer;
    } catch (error) {
      if (error instanceof EngineRefusal) {
        await settle(failed(command, error.code));
        return 'done';
      }
      if (open.signal.aborted) return 'again';
      log.warn('A send had no answer', { commandId: command.id, error: errorName(error) });
      const seen = await this.#find(keyId, payload.chatId, open).catch(() => 'unanswered' as const);
      // Present proves itself; absent proves nothing before the page was started anew.
      if (seen === null) this.#misses.set(command.id, this.#missesOf(command) + 1);
      if (seen === null || seen === 'unanswered') {
        distrust('send without answer');
        return 'again';
      }
      sent = seen;
    } finally {
      cancelWait();
    }
    this.#misses.delete(command.id);
    faultPoint('before_outcome');
    this.#options.onAnswer(keyId, sent.ack);
    await settle(present(command, sent));
    return 'done';
  }

  /** What the page's store says about an intent of an earlier run. */
  async #conclude(command: Command, intent: Intent, open: Opening): Promise<Outcome | 'absent' | 'again'> {
    const { store, sessionId, log, distrust } = this.#options;
    let found: SentMessage | null;
    try {
      found = await this.#find(intent.keyId, intent.chatId, open);
    } catch (error) {
      if (open.signal.aborted) return 'again';
      log.warn('A message could not be looked up', { commandId: command.id, error: errorName(error) });
      distrust('look-up without answer');
      return 'again';
    }
    if (found !== null) return present(command, found);
    if (store.sessions.get(sessionId)?.loginNo !== intent.loginNo) return unknown(command);
    const isGivenUp = intent.attempts >= MAX_ATTEMPTS || this.#missesOf(command) >= MAX_MISSES;
    if (isGivenUp) this.#misses.delete(command.id);
    return isGivenUp ? unknown(command) : 'absent';
  }

  #missesOf({ id }: Command): number {
    return this.#misses.get(id) ?? 0;
  }

  #find(keyId: string, chatId: string, open: Opening): Promise<SentMessage | null> {
    return withDeadline(
      this.#options.clock,
      FIND_DEADLINE_MS,
      (signal) => open.engine.find(keyId, chatId, signal),
      open.signal,
    );
  }

  async #fetchMedia(mediaId: string, path: string, signal: AbortSignal): Promise<ErrorCode | 'again' | null> {
    const { media, clock, log } = this.#options;
    for (let attempt = 0; ; attempt++) {
      let isMissing = false;
      try {
        await withDeadline(clock, MEDIA_DEADLINE_MS, (inTime) => media.download(mediaId, path, inTime), signal);
        return null;
      } catch (error) {
        if (signal.aborted) return 'again';
        if (error instanceof MediaRefused) return refusalOf(error);
        if (error instanceof MediaUnavailable && error.status === GONE_OR_LATE) isMissing = true;
        const wait = MEDIA_WAITS_MS[attempt];
        log.warn('A medium could not be fetched', { attempt, error: errorName(error) });
        if (wait === undefined) return isMissing ? 'media_missing' : 'unavailable';
        rmSync(path, { force: true });
        try {
          await sleep(clock, wait, signal);
        } catch {
          // The session is not ready any more.
          return 'again';
        }
      }
    }
  }
}
