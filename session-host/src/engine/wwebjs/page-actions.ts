import type { HostFactOf, NumberCheck } from '@waqtor/contracts';
import type { ChatActions } from '../chat-actions.ts';
import { EngineRefusal } from '../engine.ts';
import type { Engine, MissedChange, SentMessage } from '../engine.ts';
import type { BrowserSession } from './browser-session.ts';
import { changesSince } from './changes-since.ts';
import { groupFactOf, type NoticeAround } from './group-facts.ts';
import type { ActAnswer } from './page-act.ts';
import type { PeerBook } from './peer-book.ts';
import { voteFactOf } from './client-events.ts';

/** Newest polls whose votes are looked through after a gap. */
const MAX_POLLS = 200;

const refuseUnlessDone = (answer: ActAnswer): void => {
  if (answer === 'done') return;
  throw new EngineRefusal(answer === 'not_changeable' ? 'message_not_changeable' : answer);
};

type PageReads = Pick<Engine, 'find' | 'backfillVotes' | 'backfillChanges' | 'downloadMedia'>;

/** The actions of a linked page, each one call into it. */
export abstract class PageActions implements ChatActions, PageReads {
  /** The browser of a session that is ready; throws EngineBroken when it is not. */
  protected abstract readyBrowser(): BrowserSession;
  protected abstract readonly peers: PeerBook;
  protected abstract readonly noticed: NoticeAround;

  async find(keyId: string, chatId: string, signal: AbortSignal): Promise<SentMessage | null> {
    const found = await this.readyBrowser().call('find', { keyId, chatId }, signal);
    return found && { ...found, wasPresent: true };
  }
  async downloadMedia(waMessageId: string, signal: AbortSignal): Promise<{ mimetype: string; bytes: Uint8Array }> {
    const browser = this.readyBrowser();
    const { client } = browser;
    const current = await browser.call('current', { waMessageId }, signal);
    if (current === null) throw new EngineRefusal('media_missing');
    const media = await browser.evaluate(
      'media',
      async () => (await client.getMessageById(current))?.downloadMedia(),
      signal,
    );
    if (!media) throw new EngineRefusal('media_missing');
    return { mimetype: media.mimetype, bytes: Buffer.from(media.data, 'base64') };
  }
  async backfillVotes(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'poll_vote'>[]> {
    const found = await this.readyBrowser().call('votes', { sinceMs, maxPolls: MAX_POLLS }, signal);
    const facts: HostFactOf<'poll_vote'>[] = [];
    for (const vote of found) facts.push(await voteFactOf(vote, this.peers));
    return facts;
  }
  backfillChanges(sinceMs: number, signal: AbortSignal): Promise<MissedChange[]> {
    return changesSince(this.readyBrowser(), this.noticed, sinceMs, signal);
  }
  async react(waMessageId: string, emoji: string, signal: AbortSignal): Promise<void> {
    const isDone = await this.readyBrowser().call('react', { waMessageId, emoji }, signal);
    if (!isDone) throw new EngineRefusal('not_found');
  }
  async markSeen(chatId: string, signal: AbortSignal): Promise<void> {
    await this.readyBrowser().call('seen', { chatId }, signal);
  }
  async edit(waMessageId: string, text: string, signal: AbortSignal): Promise<void> {
    refuseUnlessDone(await this.readyBrowser().call('edit', { waMessageId, text }, signal));
  }
  async remove(waMessageId: string, whose: 'everyone' | 'me', signal: AbortSignal): Promise<void> {
    const order = { waMessageId, isForEveryone: whose === 'everyone' };
    refuseUnlessDone(await this.readyBrowser().call('remove', order, signal));
  }
  async typing(chatId: string, state: HostFactOf<'typing'>['state'], signal: AbortSignal): Promise<void> {
    await this.readyBrowser().call('typing', { chatId, state }, signal);
  }
  async archive(chatId: string, isArchived: boolean, signal: AbortSignal): Promise<void> {
    refuseUnlessDone(await this.readyBrowser().call('archive', { chatId, isArchived }, signal));
  }
  async block(chatId: string, isBlocked: boolean, signal: AbortSignal): Promise<void> {
    refuseUnlessDone(await this.readyBrowser().call('block', { chatId, isBlocked }, signal));
  }
  async checkNumbers(phones: readonly string[], signal: AbortSignal): Promise<NumberCheck[]> {
    const checked = await this.readyBrowser().call('check', { phones: [...phones] }, signal);
    return checked.map(({ phone, chatId }) => ({
      ...{ input: phone, phone, chatId },
      result: chatId === null ? 'not_on_whatsapp' : 'on_whatsapp',
    }));
  }
  async groupInfo(chatId: string, signal: AbortSignal): Promise<HostFactOf<'group'>> {
    const group = await this.readyBrowser().call('group', { chatId }, signal);
    if (!group) throw new EngineRefusal('not_found');
    return groupFactOf(chatId, group);
  }
}
