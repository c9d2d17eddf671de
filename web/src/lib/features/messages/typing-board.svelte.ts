import type { EventData, WaqtorEvent } from '@waqtor/contracts';
import { SvelteMap } from 'svelte/reactivity';
import type { ChatKey } from '$lib/api/inbox.ts';

/** WhatsApp shows it for some 25 s unless it is told again. */
const SHOWN_MS = 25_000;
const keyOf = ({ sessionId, chatId }: ChatKey): string => `${sessionId} ${chatId}`;

/** Who is writing or recording now, over all chats. */
export class TypingBoard {
  readonly #now = new SvelteMap<string, 'composing' | 'recording'>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing rendered reads
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  of(chat: ChatKey): 'composing' | 'recording' | null {
    return this.#now.get(keyOf(chat)) ?? null;
  }

  take({ type, sessionId, data }: WaqtorEvent): void {
    if (!sessionId || (type !== 'message.typing' && type !== 'message.received')) return;
    const key = keyOf({ sessionId, chatId: (data as { chatId: string }).chatId } as ChatKey);
    clearTimeout(this.#timers.get(key));
    const state = type === 'message.typing' ? (data as EventData<'message.typing'>).state : 'paused';
    // What was being written is here.
    if (state === 'paused') return void this.#now.delete(key);
    this.#now.set(key, state);
    this.#timers.set(
      key,
      setTimeout(() => this.#now.delete(key), SHOWN_MS),
    );
  }
}
