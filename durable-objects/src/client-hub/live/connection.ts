import { ERRORS, HUB_CLOSES, type ErrorCode, type HubCloseReason, type Principal } from '@waqtor/contracts';
import type { FrameIssue } from '@waqtor/core/hub/client-frame';
import { CreditLedger } from '@waqtor/core/hub/credit';
import { matchesTopics } from '@waqtor/core/hub/topic';
import { mayFollowFamily } from '@waqtor/core/hub/topic-access';
import { restOf, writeAttachment, type Attachment } from './attachment.ts';
import { WireFrame } from './wire-frame.ts';

/** One open socket: the attachment, written through, and what is worked out from it. */
export class Connection {
  readonly ws: WebSocket;
  readonly attachment: Attachment;
  /** Bytes on their way to the client (H-10). */
  readonly credit: CreditLedger;
  /** Log position up to which topics were compared; ≥ sentSeq, lost in hibernation (then compared again). */
  scannedSeq: number;
  /** Time of the last `events` frame, for the frames that only advance the position. */
  lastEventsAt = Date.now();
  /** Set while pages of the log are sent; live events wait in the log meanwhile. */
  isReplaying = false;
  #held: string[] = [];
  #heldBytes = 0;
  #topics: Set<string>;
  /** What of the attachment does not move with every frame, as written last; null: it changed since. */
  #rest: string | null = null;
  #audience: string;

  constructor(ws: WebSocket, attachment: Attachment) {
    this.ws = ws;
    this.attachment = attachment;
    this.credit = new CreditLedger(attachment.credit, attachment.sentSeq);
    this.scannedSeq = attachment.sentSeq;
    this.#topics = new Set(attachment.topics);
    this.#audience = audienceOf(attachment);
  }

  /** Sent and not acknowledged (H-10). */
  get bufferedBytes(): number {
    return this.credit.unacked;
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

  /** Ephemeral bodies that came during a replay. */
  get held(): readonly string[] {
    return this.#held;
  }
  get heldBytes(): number {
    return this.#heldBytes;
  }

  hold(body: string, bytes: number): void {
    this.#held.push(body);
    this.#heldBytes += bytes;
  }

  forgetHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }

  setTopics(topics: readonly string[]): void {
    this.attachment.topics = [...topics].sort();
    this.#topics = new Set(topics);
    this.#audience = audienceOf(this.attachment);
  }

  /** What the person or key may do now, when that changed while the socket was open. */
  setPrincipal(principal: Principal): void {
    this.attachment.principal = principal;
    this.#audience = audienceOf(this.attachment);
  }

  /** Does the client get the event at this position? `reader`: the person whom alone it is for. */
  wants(keys: readonly string[], seq: number | null, reader: string | null = null): boolean {
    if (reader !== null && !this.isOf(reader)) return false;
    if (!this.#matches(this.#topics, keys)) return false;
    const { covered } = this.attachment;
    return covered === null || seq === null || seq > covered.upTo || !this.#matches(new Set(covered.topics), keys);
  }

  /** A person's own; a key is nobody, whoever made it. */
  isOf(userId: string): boolean {
    const { kind, id } = this.attachment.principal;
    return kind === 'user' && id === userId;
  }

  #matches(topics: ReadonlySet<string>, keys: readonly string[]): boolean {
    return matchesTopics(topics, keys, (family) => mayFollowFamily(this.attachment.principal, family));
  }

  /** Positions (sentSeq, upTo] are told; the attachment is written, so that a wake-up neither repeats nor skips. */
  sendEvents(frame: WireFrame, upTo: number, now: number): void {
    this.told(upTo);
    this.lastEventsAt = now;
    this.#send(frame, now);
    this.#savePosition();
  }

  told(seq: number): void {
    this.attachment.sentSeq = seq;
    this.scannedSeq = seq;
    if (this.attachment.covered === null || seq < this.attachment.covered.upTo) return;
    this.attachment.covered = null;
    this.#rest = null;
  }

  /** The client goes back to (or skips to) a position. */
  moved(seq: number): void {
    this.told(seq);
    this.credit.rewound(seq);
  }

  sendError(code: ErrorCode, issues?: readonly FrameIssue[]): void {
    this.send(JSON.stringify({ type: 'error', code, message: ERRORS[code].title.en, ...(issues ? { issues } : {}) }));
  }

  /** A frame that is no `events` frame; a client that asks and never reads is closed before it costs 1 MiB (H-10). */
  send(text: string): void {
    this.#send(new WireFrame(text), Date.now());
    if (this.credit.isSpent) this.close('too_slow');
  }

  #send(frame: WireFrame, now: number): void {
    if (!this.isOpen) return;
    const form = frame.form(this.attachment.isGzip);
    this.ws.send(form);
    this.credit.sent(this.attachment.sentSeq, typeof form === 'string' ? frame.bytes : form.byteLength, now);
  }

  /** Writes the attachment. Call after whatever changed it. */
  save(): void {
    this.#rest = null;
    this.#savePosition();
  }

  /** The same, when only the position and what is on its way have moved. */
  #savePosition(): void {
    this.attachment.credit = this.credit.state;
    this.#rest ??= restOf(this.attachment);
    if (this.isOpen) writeAttachment(this.ws, this.attachment, this.#rest);
  }

  close(reason: HubCloseReason): void {
    if (this.isOpen) this.ws.close(HUB_CLOSES[reason].code, reason);
  }
}

const audienceOf = ({ principal, topics }: Attachment): string =>
  `${principal.kind} ${principal.role} ${principal.scopes.join(',')} ${topics.join(' ')}`;
