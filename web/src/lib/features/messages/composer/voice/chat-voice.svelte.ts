import { type ChatKey, tellTyping } from '$lib/api/inbox.ts';
import type { SendOptions } from '$lib/api/messages.ts';
import { onForget } from '$lib/drafts.ts';
import * as m from '$lib/paraglide/messages.js';
import { Attachment } from '../../attachment.svelte.ts';
import type { Desk } from '../../desk.svelte.ts';
import { TypingTeller } from '../typing-teller.ts';
import { clockOf } from './clock.ts';
import { voiceDrafts } from './voice-drafts.svelte.ts';
import { VoiceRecorder, type VoiceRecording } from './voice-recorder.svelte.ts';

/** The voice message of one chat: being recorded, or kept and not sent. */
export class ChatVoice {
  readonly recorder: VoiceRecorder;
  /** Read out; never the running time. */
  news = $state('');
  readonly #desk: Desk;
  readonly #key: ChatKey;
  readonly #aliases: () => readonly string[];
  readonly #teller: TypingTeller;
  readonly #stopForgetting: () => void;
  #options: SendOptions = {};

  constructor(desk: Desk, key: ChatKey, aliases: () => readonly string[]) {
    this.#desk = desk;
    this.#key = key;
    this.#aliases = aliases;
    this.#teller = new TypingTeller((state) => {
      // Only a hint to the other side.
      tellTyping(key, state).catch(() => undefined);
    }, 'recording');
    this.recorder = new VoiceRecorder({
      started: () => (this.news = m.voice_news_started()),
      heard: () => this.#teller.typed(),
      keep: (recording) => this.#keep(recording),
      send: (recording) => this.#send(recording, this.#options),
      drop: (recording) => this.#offerBack(recording),
    });
    this.#stopForgetting = onForget(() => this.recorder.take({ kind: 'discard' }));
  }

  get draft(): VoiceRecording | null {
    return voiceDrafts.of(this.#key, this.#aliases());
  }

  /** It has the composer's place. */
  get isOpen(): boolean {
    const { name } = this.recorder.state;
    return name === 'asking' || name === 'recording' || name === 'closing' || this.draft !== null;
  }

  record(): void {
    this.news = '';
    this.recorder.take({ kind: 'press' });
  }

  stop(): void {
    this.recorder.take({ kind: 'stop' });
  }

  send(options: SendOptions): void {
    this.#options = options;
    const { draft } = this;
    if (!draft) return this.recorder.take({ kind: 'send' });
    voiceDrafts.remove(draft);
    this.#send(draft, options);
  }

  discard(): void {
    const { draft } = this;
    if (!draft) return this.recorder.take({ kind: 'discard' });
    voiceDrafts.remove(draft);
    this.#offerBack(draft);
  }

  /** The composer goes away. */
  leave(): void {
    this.recorder.take({ kind: 'leave' });
    this.#teller.stop();
    this.#stopForgetting();
  }

  #keep(recording: VoiceRecording): void {
    this.#teller.stop();
    voiceDrafts.put(this.#key, recording);
    this.news = m.voice_news_stopped({ time: clockOf(recording.seconds) });
  }

  #send({ file }: VoiceRecording, options: SendOptions): void {
    this.#teller.stop();
    this.#desk.outbox.send(this.#key, '', new Attachment(file, 'voice'), options);
    this.news = m.voice_news_sent();
  }

  #offerBack(recording: VoiceRecording): void {
    this.#teller.stop();
    this.news = '';
    this.#desk.toasts.offer({ text: m.voice_discarded(), undo: () => voiceDrafts.put(this.#key, recording) });
  }
}
