import type { WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import type { Hub } from '../hub.ts';

/** H-5: the last value of a chat goes out at most this often. */
const CHAT_INTERVAL_MS = 1000;

/** Topic `inbox`: first change at once, the last value of what follows a second later. A timer only while one waits. */
export class InboxTicker {
  readonly #hub: Hub;
  /** When each chat was last told; entries go when their second is over. */
  readonly #toldAt = new Map<string, { at: number; isDirty: boolean; sessionId: string; chatId: string }>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** `[sessionId, chatId]` of each chat whose last value changed. */
  touch(chats: readonly (readonly [string, string])[]): void {
    if (chats.length === 0 || !this.#isWanted()) return;
    for (const [sessionId, chatId] of chats) this.#touchOne(sessionId, chatId);
    this.#arm();
  }

  #touchOne(sessionId: string, chatId: string): void {
    const key = `${sessionId} ${chatId}`;
    const now = Date.now();
    const told = this.#toldAt.get(key);
    if (told && now - told.at < CHAT_INTERVAL_MS) {
      told.isDirty = true;
    } else {
      this.#toldAt.delete(key);
      this.#toldAt.set(key, { at: now, isDirty: false, sessionId, chatId });
      this.#tell(sessionId, chatId);
    }
  }

  #isWanted(): boolean {
    return (
      this.#hub.connections.all().some((connection) => connection.topics.has('inbox')) ||
      this.#hub.drain.wantsType('inbox.updated')
    );
  }

  /** The map is in order of `at`: its first entry is the next one due. */
  #arm(): void {
    if (this.#timer !== null) return;
    const first = this.#toldAt.values().next().value;
    if (!first) return;
    this.#timer = setTimeout(() => this.#tick(), Math.max(1, first.at + CHAT_INTERVAL_MS - Date.now()));
  }

  #tick(): void {
    this.#timer = null;
    const now = Date.now();
    for (const [key, told] of this.#toldAt) {
      if (now - told.at < CHAT_INTERVAL_MS) break;
      this.#toldAt.delete(key);
      if (!told.isDirty) continue;
      this.#toldAt.set(key, { ...told, at: now, isDirty: false });
      this.#tell(told.sessionId, told.chatId);
    }
    this.#arm();
  }

  #tell(sessionId: string, chatId: string): void {
    const chat = this.#hub.inbox.chat(sessionId, chatId);
    if (!chat) return;
    const event: WaqtorEvent = {
      id: newId('evt'),
      type: 'inbox.updated',
      version: 1,
      timestamp: new Date().toISOString(),
      sessionId,
      data: { ...chat },
    };
    this.#hub.tellEphemeral(event);
  }
}
