import { sendResponse } from '@waqtor/contracts';
import { messageIdOf, waKeyIdOf } from '@waqtor/core/deterministic-id';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { MESSAGE, RoomDouble } from '../../testing/room-double.ts';

const TO = '966500000002';
const BUTTONS = { text: 'When?', buttons: [{ title: 'Today' }, { id: 'later', title: 'Tomorrow' }] };

const ready = async (given?: TestWorkspace) => {
  const workspace = given ?? (await newWorkspace());
  const room = new RoomDouble();
  const send = (route: string, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
    room.call(`/api/messages/${route}`, { key: workspace.apiKey, headers, body: { chatId: TO, ...body } });
  return { workspace, room, send };
};
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

describe('sending', () => {
  it('M-3 hands a place to the room', async () => {
    const { room, send } = await ready();
    const response = await send('send-location', { latitude: 24.7, longitude: 46.7, name: 'المتجر' });
    expect(response.status).toBe(202);
    expect(room.lastSend.payload).toEqual({
      kind: 'send_location',
      chatId: '966500000002@c.us',
      quotedWaMessageId: null,
      content: { kind: 'location', latitude: 24.7, longitude: 46.7, name: 'المتجر', address: null },
    });
  });

  it('M-3 hands contact cards to the room, their numbers as digits', async () => {
    const { room, send } = await ready();
    await send('send-contact', {
      contacts: [
        { name: 'Huda', phone: '0500000003' },
        { name: 'Shop', phone: null },
      ],
    });
    expect(room.lastSend.payload).toMatchObject({
      kind: 'send_contact',
      content: {
        contacts: [
          { name: 'Huda', phone: '966500000003' },
          { name: 'Shop', phone: null },
        ],
      },
    });
  });

  it('M-3 hands a poll to the room', async () => {
    const { room, send } = await ready();
    await send('send-poll', { poll: { question: 'متى؟', options: ['اليوم', ' غدًا '] } });
    expect(room.lastSend.payload).toMatchObject({
      kind: 'send_poll',
      content: { question: 'متى؟', options: ['اليوم', 'غدًا'], allowMultiple: false },
    });
  });

  it('M-1 reads a number in the national form of the workspace', async () => {
    const { workspace, room, send } = await ready();
    const settings = { key: workspace.apiKey, method: 'PATCH', body: { defaultCountry: 'EG' } };
    expect((await call('/api/settings', settings)).status).toBe(200);
    await send('send-text', { chatId: '010 0000 0001', text: 'x', options: { mentionedIds: ['01000000002'] } });
    expect(room.lastSend.payload).toMatchObject({ chatId: '201000000001@c.us', mentionedIds: ['201000000002@c.us'] });
  });

  it('M-1 guesses no country where the workspace has none that is known', async () => {
    const { workspace, room, send } = await ready();
    await bindings.DB.prepare(`UPDATE workspaces SET settings = '{"defaultCountry":"AQ"}' WHERE id = ?`)
      .bind(workspace.workspaceId)
      .run();
    const problem = await problemIn(await send('send-text', { chatId: '0500000002', text: 'x' }));
    expect(problem).toMatchObject({ status: 422, code: 'invalid_chat_id', reason: 'needs_country_code' });
    expect(room.sends).toEqual([]);
  });

  it('M-1 tells the room not to send before a time', async () => {
    const { room, send } = await ready();
    const sendAt = inMs(3_600_000);
    await send('send-text', { text: 'x', options: { sendAt } });
    expect(room.lastSend.sendAt).toBe(sendAt);
    await send('send-text', { text: 'x', options: { sendAt: inMs(-30_000) } });
    expect(room.sends).toHaveLength(2);
  });

  it.each([
    ['two minutes ago', -120_000],
    ['in more than a year', 366 * 86_400_000],
  ])('M-1 refuses to send %s, and points at the field', async (_title, ms) => {
    const { room, send } = await ready();
    const problem = await problemIn(await send('send-text', { text: 'x', options: { sendAt: inMs(ms) } }));
    expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/options/sendAt' }] });
    expect(room.sends).toEqual([]);
  });

  it('M-1 takes the repetition of a scheduled send after its time has come', async () => {
    const { workspace, room, send } = await ready();
    const body = { text: 'x', options: { sendAt: inMs(-120_000) } };
    const headers = { 'idempotency-key': 'reminder-1' };
    expect((await send('send-text', body, headers)).status).toBe(422);
    await send('send-text', { text: 'x' }, headers);
    const { commandId } = room.lastSend;
    const accepted = messageIdOf(workspace.sessionId, waKeyIdOf(workspace.sessionId, commandId));
    room.messages.set(accepted, MESSAGE);
    expect((await send('send-text', body, headers)).status).toBe(202);
    expect(room.lastSend.commandId).toBe(commandId);
  });
});

describe('buttons and lists', () => {
  it('M-3 go out as a poll where the session can send one, with what it stands for', async () => {
    const { room, send } = await ready();
    const response = await send('send-button', BUTTONS);
    expect(sendResponse.parse(await response.json()).renderedAs).toBe('poll');
    expect(room.lastSend).toMatchObject({
      payload: { kind: 'send_poll', content: { question: 'When?', options: ['Today', 'Tomorrow'] } },
      interactive: {
        renderedAs: 'poll',
        content: { kind: 'buttons', buttons: [{ id: '1' }, { id: 'later' }] },
      },
    });
  });

  it('M-3 go out as a numbered menu where it cannot, and where it is wished for', async () => {
    const { room, send } = await ready();
    await send('send-button', { ...BUTTONS, renderAs: 'menu' });
    expect(room.lastSend.payload).toMatchObject({ kind: 'send_text', text: expect.stringContaining('1. Today') });
    room.kinds = ['text'];
    const list = {
      text: 'Where?',
      buttonText: 'Branches',
      sections: [{ rows: [{ title: 'North' }, { title: 'South' }] }],
    };
    const response = await send('send-list', list);
    expect(sendResponse.parse(await response.json()).renderedAs).toBe('menu');
    expect(room.lastSend.interactive).toMatchObject({ renderedAs: 'menu', content: { kind: 'list' } });
  });

  it('M-3 are the same request for a session that can send other kinds than before', async () => {
    const { room, send } = await ready();
    const headers = { 'idempotency-key': 'menu-1' };
    await send('send-button', BUTTONS, headers);
    room.kinds = ['text'];
    await send('send-button', BUTTONS, headers);
    await send('send-button', { ...BUTTONS, text: 'Which day?' }, headers);
    const [first, second, other] = room.sends.map(({ fingerprint }) => fingerprint);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('M-3 that were wished as a poll and cannot be are refused, and say why', async () => {
    const { room, send } = await ready();
    room.kinds = ['text'];
    const problem = await problemIn(await send('send-button', { ...BUTTONS, renderAs: 'poll' }));
    expect(problem).toMatchObject({
      status: 422,
      reason: 'polls_not_supported',
      errors: [{ pointer: '/renderAs', code: 'polls_not_supported' }],
    });
    expect(room.sends).toEqual([]);
  });

  it('M-3 are shown before they are sent', async () => {
    const { workspace, room } = await ready();
    const preview = (body: unknown) => room.call('/api/messages/preview-interactive', { key: workspace.apiKey, body });
    expect(await (await preview(BUTTONS)).json()).toEqual({
      renderedAs: 'poll',
      body: '',
      poll: { kind: 'poll', question: 'When?', options: ['Today', 'Tomorrow'], allowMultiple: false },
      options: [
        { id: '1', title: 'Today' },
        { id: 'later', title: 'Tomorrow' },
      ],
    });
    const list = { text: 'Where?', buttonText: 'Branches', sections: [{ title: 'City', rows: [{ title: 'North' }] }] };
    expect(await (await preview(list)).json()).toMatchObject({ renderedAs: 'menu', options: [{ id: '1' }] });
    expect(room.sends).toEqual([]);
  });

  it('A-5 are closed to a workspace whose gate is', async () => {
    const { workspace, room, send } = await ready();
    await bindings.DB.prepare('UPDATE workspaces SET is_unlocked = 0 WHERE id = ?').bind(workspace.workspaceId).run();
    expect(await problemIn(await send('send-button', BUTTONS))).toMatchObject({ status: 403, code: 'feature_locked' });
    expect(room.sends).toEqual([]);
  });
});

const rows = (count: number) => Array.from({ length: count }, (_, at) => ({ title: `Row ${at}` }));
const list = (sections: unknown) => ({ text: 'x', buttonText: 'y', sections });

describe('bad input', async () => {
  // Nothing of it is kept: one workspace is enough.
  const workspace = await newWorkspace();

  it.each<[string, string, Record<string, unknown>, string]>([
    ['a latitude of nowhere', 'send-location', { latitude: 91, longitude: 0 }, '/latitude'],
    ['no contact', 'send-contact', { contacts: [] }, '/contacts'],
    [
      'a contact without a number of this world',
      'send-contact',
      { contacts: [{ name: 'A', phone: 'x1' }] },
      '/contacts/0/phone',
    ],
    ['a contact without a name', 'send-contact', { contacts: [{ name: ' ', phone: null }] }, '/contacts/0/name'],
    ['a poll of one option', 'send-poll', { poll: { question: 'x', options: ['a'] } }, '/poll/options'],
    [
      'a poll of 13 options',
      'send-poll',
      { poll: { question: 'x', options: rows(13).map(({ title }) => title) } },
      '/poll/options',
    ],
    [
      'a poll with an option twice',
      'send-poll',
      { poll: { question: 'x', options: ['a', 'b', 'a '] } },
      '/poll/options/2',
    ],
    ['a poll with a blank option', 'send-poll', { poll: { question: 'x', options: ['a', ' '] } }, '/poll/options/1'],
    ['four buttons', 'send-button', { text: 'x', buttons: rows(4) }, '/buttons'],
    [
      'a button of 21 characters',
      'send-button',
      { text: 'x', buttons: [{ title: 'x'.repeat(21) }] },
      '/buttons/0/title',
    ],
    ['a button that is blank', 'send-button', { text: 'x', buttons: [{ title: ' ' }] }, '/buttons/0/title'],
    [
      'two buttons with one id',
      'send-button',
      {
        text: 'x',
        buttons: [
          { id: 'a', title: 'A' },
          { id: 'a', title: 'B' },
        ],
      },
      '/buttons/1/id',
    ],
    [
      'an id that is the place of another',
      'send-button',
      { text: 'x', buttons: [{ title: 'A' }, { id: '1', title: 'B' }] },
      '/buttons/1/id',
    ],
    [
      'two buttons that read the same',
      'send-button',
      { text: 'x', buttons: [{ title: 'Yes' }, { title: 'yes' }] },
      '/buttons/1/title',
    ],
    ['a list of 11 rows', 'send-list', list([{ rows: rows(6) }, { rows: rows(5) }]), '/sections'],
    ['a list without rows', 'send-list', list([{ rows: [] }]), '/sections/0/rows'],
    [
      'rows of two sections with one id',
      'send-list',
      list([{ rows: [{ id: 'a', title: 'A' }] }, { rows: [{ id: 'a', title: 'B' }] }]),
      '/sections/1/rows/0/id',
    ],
    ['a text of blanks above buttons', 'send-button', { text: ' ', buttons: rows(1) }, '/text'],
    ['a rendering that does not exist', 'send-button', { ...BUTTONS, renderAs: 'native' }, '/renderAs'],
    ['a medium without a source', 'send-media', { type: 'image', media: {} }, '/media'],
    ['an address that is none', 'send-media', { type: 'image', media: { url: 'receipt.png' } }, '/media/url'],
  ])('M-3 refuses %s, and points at it before anything is sent', async (_title, route, body, pointer) => {
    const { room, send } = await ready(workspace);
    const problem = await problemIn(await send(route, body));
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map((error) => error.pointer).join(' ')).toContain(pointer);
    expect(room.sends).toEqual([]);
  });

  it.each([
    ['send-location', { latitude: 1, longitude: 1 }],
    ['send-contact', { contacts: [{ name: 'A', phone: null }] }],
    ['send-poll', { poll: { question: 'x', options: ['a', 'b'] } }],
    ['send-button', BUTTONS],
    ['send-list', list([{ rows: rows(2) }])],
    ['send-media', { type: 'document', media: { base64: btoa('text') } }],
  ])('A-4 %s does not know the session of another workspace', async (route, body) => {
    const { room, send } = await ready(workspace);
    const { sessionId } = await newWorkspace();
    expect(await problemIn(await send(route, { ...body, sessionId }))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    expect(room.sends).toEqual([]);
  });
});
