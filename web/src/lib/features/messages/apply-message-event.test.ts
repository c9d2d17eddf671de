import { readFileSync } from 'node:fs';
import type { Message, WaqtorEvent } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { applyMessageEvent } from './apply-message-event.ts';
import { type MessageRuns, upsertMessage } from './message-runs.ts';

const { message: base } = JSON.parse(
  readFileSync(new URL('../../../../../packages/contracts/fixtures/resources.json', import.meta.url), 'utf8'),
) as { message: Message };
const chat = { sessionId: base.sessionId, chatId: base.chatId };

const message = (id: string, second: number, extra: Partial<Message> = {}): Message => ({
  ...base,
  id,
  timestamp: `2026-11-21T09:30:${String(second).padStart(2, '0')}.000Z`,
  ...extra,
});
const pages = (...messages: Message[]): MessageRuns => ({ runs: [{ messages, older: null }], tornAt: null });
const event = (type: string, data: Record<string, unknown>): WaqtorEvent => ({
  id: 'evt_00000000000000000000000000000001',
  type,
  version: 1,
  timestamp: base.timestamp,
  sessionId: chat.sessionId,
  data: { chatId: chat.chatId, ...data },
});
const progress = (status: string, extra = {}): WaqtorEvent =>
  event(`message.${status === 'expired' ? 'failed' : status}`, {
    messageId: 'msg_1',
    waMessageId: null,
    status,
    ...extra,
  });
const statusAfter = (...events: WaqtorEvent[]): string | undefined =>
  events.reduce(
    (current, one) => applyMessageEvent(current, one, chat),
    pages(message('msg_1', 1, { direction: 'outbound', status: 'queued' })),
  ).runs[0]?.messages[0]?.status;

describe('M-4 a thread under events', () => {
  it('M-5 puts a new message first', () => {
    const after = applyMessageEvent(
      pages(message('msg_1', 1)),
      event('message.received', { ...message('msg_2', 2) }),
      chat,
    );
    expect(after.runs[0]?.messages.map(({ id }) => id)).toEqual(['msg_2', 'msg_1']);
  });

  it('M-5 puts a backfilled message where it belongs', () => {
    const after = upsertMessage(pages(message('msg_3', 3), message('msg_1', 1)), message('msg_2', 2));
    expect(after.runs[0]?.messages.map(({ id }) => id)).toEqual(['msg_3', 'msg_2', 'msg_1']);
  });

  it('M-5 shows a message once, however often it is told', () => {
    const one = event('message.received', { ...message('msg_2', 2) });
    const after = applyMessageEvent(applyMessageEvent(pages(), one, chat), one, chat);
    expect(after.runs[0]?.messages).toHaveLength(1);
  });

  it('M-4 goes from the clock to the blue ticks', () => {
    expect(statusAfter(progress('sent'), progress('delivered'), progress('read'))).toBe('read');
  });

  it('M-4 never goes back when acknowledgements come late', () => {
    expect(statusAfter(progress('read'), progress('sent'), progress('delivered'))).toBe('read');
    expect(
      statusAfter(progress('read'), event('message.accepted', { ...message('msg_1', 1, { status: 'queued' }) })),
    ).toBe('read');
  });

  it('M-4 keeps why it failed', () => {
    const after = applyMessageEvent(
      pages(message('msg_1', 1, { status: 'pending' })),
      progress('failed', { code: 'number_not_on_whatsapp' }),
      chat,
    );
    expect(after.runs[0]?.messages[0]).toMatchObject({ status: 'failed', failure: { code: 'number_not_on_whatsapp' } });
  });

  it('M-4 believes an acknowledgement after an unknown outcome', () => {
    expect(
      statusAfter(
        event('message.failed', { messageId: 'msg_1', waMessageId: null, status: 'unknown', code: 'outcome_unknown' }),
        progress('sent'),
      ),
    ).toBe('sent');
  });

  it('M-5 edits a text and takes a deleted one away', () => {
    const edited = applyMessageEvent(
      pages(message('msg_1', 1)),
      event('message.edited', { messageId: 'msg_1', body: 'new' }),
      chat,
    );
    expect(edited.runs[0]?.messages[0]?.body).toBe('new');
    const at = '2026-11-21T10:00:00.000Z';
    const deleted = applyMessageEvent(edited, event('message.deleted', { messageId: 'msg_1', timestamp: at }), chat);
    expect(deleted.runs[0]?.messages[0]).toMatchObject({ body: '', deletedAt: at });
  });

  it('M-5 keeps the newest reaction of each person, and knows one of our own phone', () => {
    const react = (emoji: string, id: string, phone: string) =>
      event('message.reaction', { messageId: 'msg_1', emoji, contact: { id, phone } });
    const reactions = (...events: WaqtorEvent[]) =>
      events.reduce((all, one) => applyMessageEvent(all, one, chat, '966500000009'), pages(message('msg_1', 1))).runs[0]
        ?.messages[0]?.reactions;
    const theirs = react('👍', 'con_1', '966500000001');
    expect(reactions(theirs, react('❤️', 'con_1', '966500000001'), react('😂', 'con_9', '966500000009'))).toEqual([
      { emoji: '❤️', contactId: 'con_1' },
      { emoji: '😂', contactId: null },
    ]);
    expect(reactions(theirs, react('', 'con_1', '966500000001'))).toEqual([]);
  });

  it('M-2 shows a medium as soon as its bytes are there', () => {
    const media = { id: 'med_1', mimetype: 'image/png', filename: null, sizeBytes: 3, state: 'ready' };
    const after = applyMessageEvent(
      pages(message('msg_1', 1)),
      event('message.media', { messageId: 'msg_1', media }),
      chat,
    );
    expect(after.runs[0]?.messages[0]?.media).toEqual(media);
  });

  it('M-6 ignores other chats and sessions', () => {
    const before = pages(message('msg_1', 1));
    expect(
      applyMessageEvent(before, event('message.received', { ...message('msg_2', 2), chatId: '1@c.us' }), chat),
    ).toBe(before);
    const elsewhere = {
      ...event('message.received', { ...message('msg_2', 2) }),
      sessionId: 'ses_00000000000000000000000000',
    };
    expect(applyMessageEvent(before, elsewhere, chat)).toBe(before);
  });
});
