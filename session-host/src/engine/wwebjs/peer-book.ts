import { lidOf, phoneOf } from '../chat-id.ts';
import type { BrowserSession } from './browser-session.ts';
import type { PagePeer } from './page-window.ts';

const MAX_KNOWN = 1_000;
/** A changed name is seen after this. */
const FRESH_MS = 5 * 60_000;
const LOOKUP_WITHIN_MS = 5_000;

/** Who is behind a chat id, asked of the page once in a while instead of at each message. */
export class PeerBook {
  readonly #browser: BrowserSession;
  readonly #known = new Map<string, { peer: PagePeer; atMs: number }>();

  constructor(browser: BrowserSession) {
    this.#browser = browser;
  }

  /** Never fails: a message of somebody unknown is better than a lost message. */
  async of(chatId: string): Promise<PagePeer> {
    const known = this.#known.get(chatId);
    if (known && Date.now() - known.atMs < FRESH_MS) return known.peer;
    const fallback: PagePeer = { phone: phoneOf(chatId), lid: lidOf(chatId), name: null, chatName: null };
    const peer = await this.#browser
      .call('peer', { chatId }, AbortSignal.timeout(LOOKUP_WITHIN_MS))
      .catch(() => fallback);
    if (peer.name !== null && (peer.phone !== null || chatId.endsWith('@g.us'))) this.#remember(chatId, peer);
    return peer;
  }

  /** Something about this one changed. */
  forget(chatId: string): void {
    this.#known.delete(chatId);
  }

  #remember(chatId: string, peer: PagePeer): void {
    this.#known.delete(chatId);
    this.#known.set(chatId, { peer, atMs: Date.now() });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest) this.#known.delete(oldest);
  }
}
