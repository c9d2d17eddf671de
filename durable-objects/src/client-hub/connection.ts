import { ERRORS, type ErrorCode, type Principal } from '@waqtor/contracts';
import type { FrameIssue } from '@waqtor/core/hub/client-frame';
import { matchesTopics } from '@waqtor/core/hub/topic';
import { mayFollowFamily } from '@waqtor/core/hub/topic-access';

/**
 * What survives hibernation (≤ 16 KB, one per socket). `sentSeq` is the log position told to the client: the `prev`
 * of its next frame. `covered` is set while a subscribe that added topics reaches further back than `sentSeq` did: up
 * to `upTo`, events of the topics held before were sent already and are left out of the replay.
 */
export interface Attachment {
  v: 1;
  id: string;
  principal: Principal;
  ip: string;
  connectedAt: number;
  /** Last frame from the client, besides pings. */
  seenAt: number;
  topics: string[];
  sentSeq: number;
  ackedSeq: number;
  covered: { topics: string[]; upTo: number } | null;
}

/** One open socket of the hub: the attachment, written through, and what is worked out from it. */
export class Connection {
  readonly ws: WebSocket;
  readonly attachment: Attachment;
  /** Log position up to which topics were compared; ≥ sentSeq, lost in hibernation (then compared again). */
  scannedSeq: number;
  /** Time of the last `events` frame, for the frames that only advance the position. */
  lastEventsAt = Date.now();
  /** Set while pages of the log are sent; live events wait in the log meanwhile. */
  isReplaying = false;
  /** Ephemeral bodies that came during a replay. */
  held: string[] = [];
  #topics: Set<string>;
  #audience: string;

  constructor(ws: WebSocket, attachment: Attachment) {
    this.ws = ws;
    this.attachment = attachment;
    this.scannedSeq = attachment.sentSeq;
    this.#topics = new Set(attachment.topics);
    this.#audience = audienceOf(attachment);
  }

  /** Sent and not acknowledged (H-10). */
  get bufferedBytes(): number {
    return 0;
  }
  get isOpen(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }
  get hasTopics(): boolean {
    return this.#topics.size > 0;
  }
  get topics(): ReadonlySet<string> {
    return this.#topics;
  }
  /** Connections with the same key take the same events. */
  get audience(): string {
    return this.#audience;
  }

  setTopics(topics: readonly string[]): void {
    this.attachment.topics = [...topics].sort();
    this.#topics = new Set(topics);
    this.#audience = audienceOf(this.attachment);
  }

  /** Does the client get the event at this position? */
  wants(keys: readonly string[], seq: number | null): boolean {
    if (!this.#matches(this.#topics, keys)) return false;
    const { covered } = this.attachment;
    return covered === null || seq === null || seq > covered.upTo || !this.#matches(new Set(covered.topics), keys);
  }

  #matches(topics: ReadonlySet<string>, keys: readonly string[]): boolean {
    return matchesTopics(topics, keys, (family) => mayFollowFamily(this.attachment.principal, family));
  }

  /** Positions (sentSeq, upTo] are told; the attachment is written, so that a wake-up neither repeats nor skips. */
  sendEvents(bodies: readonly string[], upTo: number, now: number): void {
    this.send(`{"type":"events","events":[${bodies.join(',')}],"prev":${this.attachment.sentSeq},"upTo":${upTo}}`);
    this.told(upTo);
    this.lastEventsAt = now;
    this.save();
  }

  told(seq: number): void {
    this.attachment.sentSeq = seq;
    this.scannedSeq = seq;
    if (this.attachment.covered !== null && seq >= this.attachment.covered.upTo) this.attachment.covered = null;
  }

  sendError(code: ErrorCode, issues?: readonly FrameIssue[]): void {
    this.send(JSON.stringify({ type: 'error', code, message: ERRORS[code].title.en, ...(issues ? { issues } : {}) }));
  }

  send(frame: string): void {
    if (!this.isOpen) return;
    this.ws.send(frame);
  }

  save(): void {
    if (this.isOpen) this.ws.serializeAttachment(this.attachment);
  }

  close(code: number, reason: string): void {
    if (this.isOpen) this.ws.close(code, reason);
  }
}

const audienceOf = ({ principal, topics }: Attachment): string =>
  `${principal.kind} ${principal.role} ${principal.scopes.join(',')} ${topics.join(' ')}`;
