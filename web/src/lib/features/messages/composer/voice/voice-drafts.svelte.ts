import type { ChatKey } from '$lib/api/inbox.ts';
import { onForget } from '$lib/drafts.ts';
import { holdPage, releasePage } from './unload-guard.ts';
import type { VoiceRecording } from './voice-recorder.svelte.ts';

interface Kept {
  sessionId: string;
  chatId: string;
  recording: VoiceRecording;
}

/** Recordings that were stopped and not sent, one per chat, for as long as the tab lives; signing out forgets them. */
export class VoiceDrafts {
  #kept = $state.raw<readonly Kept[]>([]);

  constructor() {
    onForget(() => this.#set([]));
  }

  /** `aliases`: ids that the chat had before (S-10); it may have been recorded under one of them. */
  of({ sessionId, chatId }: ChatKey, aliases: readonly string[] = []): VoiceRecording | null {
    const found = this.#kept.find(
      (one) => one.sessionId === sessionId && (one.chatId === chatId || aliases.includes(one.chatId)),
    );
    return found?.recording ?? null;
  }

  put({ sessionId, chatId }: ChatKey, recording: VoiceRecording): void {
    this.#set([{ sessionId, chatId, recording }, ...this.#kept]);
  }

  remove(recording: VoiceRecording): void {
    this.#set(this.#kept.filter((one) => one.recording !== recording));
  }

  #set(kept: readonly Kept[]): void {
    this.#kept = kept;
    if (kept.length > 0) holdPage(this);
    else releasePage(this);
  }
}

export const voiceDrafts = new VoiceDrafts();
