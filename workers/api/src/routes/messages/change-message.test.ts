import type { Message, MessageAction, SessionRoomRpc } from '@waqtor/contracts';
import { ok, refuse } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { bindings, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { CallOptions } from '../../testing/api-client.ts';
import { MESSAGE, RoomDouble } from '../../testing/room-double.ts';

const shared = newWorkspace();
const ready = async (calls: Partial<SessionRoomRpc> = {}, message: Partial<Message> = {}) => {
  const workspace = await shared;
  const actions: MessageAction[] = [];
  const changeMessage: SessionRoomRpc['changeMessage'] = (action) => {
    actions.push(action);
    return Promise.resolve(ok(MESSAGE));
  };
  const room = new RoomDouble({ changeMessage, ...calls });
  room.messages.set(MESSAGE.id, { ...MESSAGE, ...message });
  const ask = (path: string, options: CallOptions = {}) =>
    room.call(`/api/messages/${MESSAGE.id}${path}`, { key: workspace.apiKey, ...options });
  return { workspace, room, actions, ask };
};

describe('on a message', () => {
  it.each<[string, string, CallOptions, MessageAction['action']]>([
    ['a reaction', '/react', { body: { emoji: '👍' } }, { kind: 'react', emoji: '👍' }],
    ['a reaction without colour', '/react', { body: { emoji: '❤' } }, { kind: 'react', emoji: '❤' }],
    ['a reaction that is taken back', '/react', { body: { emoji: '' } }, { kind: 'react', emoji: '' }],
    ['an edit', '/edit', { body: { text: 'better' } }, { kind: 'edit', text: 'better' }],
    ['a deletion for everyone', '', { method: 'DELETE' }, { kind: 'delete', for: 'everyone' }],
    ['a deletion for oneself', '?for=me', { method: 'DELETE' }, { kind: 'delete', for: 'me' }],
  ])('M-3 %s is told to the room, and answered by the message', async (_title, path, options, action) => {
    const { actions, ask } = await ready();
    const response = await ask(path, options);
    expect([response.status, ((await response.json()) as Message).id]).toEqual([200, MESSAGE.id]);
    expect(actions).toMatchObject([{ messageId: MESSAGE.id, action, waitMs: 5_000 }]);
  });

  it('M-3 is one order for one idempotency key, and another for each message', async () => {
    const { workspace, room, actions, ask } = await ready();
    const options = { headers: { 'idempotency-key': 'thanks' }, body: { emoji: '👍' } };
    await ask('/react', options);
    await ask('/react', options);
    await room.call('/api/messages/msg_0000000000/react', { key: workspace.apiKey, ...options });
    const [first, second, other] = actions.map(({ commandId }) => commandId);
    expect([second === first, other === first]).toEqual([true, false]);
  });

  it.each(['message_not_changeable', 'session_not_linked', 'not_found', 'unsupported'] as const)(
    'M-3 tells the refusal %s of the room',
    async (code) => {
      const { ask } = await ready({ changeMessage: () => Promise.resolve(refuse(code)) });
      expect((await problemIn(await ask('/edit', { body: { text: 'x' } }))).code).toBe(code);
    },
  );

  it.each<[string, string, CallOptions]>([
    ['an edit to nothing', '/edit', { body: { text: '' } }],
    ['an edit of 65,537 characters', '/edit', { body: { text: 'x'.repeat(65_537) } }],
    ['a reaction that is a word', '/react', { body: { emoji: 'ok' } }],
    ['a reaction that is a story', '/react', { body: { emoji: 'x'.repeat(33) } }],
    ['a deletion for some', '?for=some', { method: 'DELETE' }],
  ])('M-3 refuses %s', async (_title, path, options) => {
    const { actions, ask } = await ready();
    expect((await problemIn(await ask(path, options))).code).toBe('validation_failed');
    expect(actions).toEqual([]);
  });

  it('M-4 a cancellation ends what waits, or says that it is too late', async () => {
    const late = await ready({ cancelMessage: () => Promise.resolve(refuse('message_already_sent')) });
    expect(await problemIn(await late.ask('/cancel', { method: 'POST' }))).toMatchObject({
      status: 409,
      code: 'message_already_sent',
    });
    const failed: Message = { ...MESSAGE, status: 'failed', failure: { code: 'message_cancelled' } };
    const { ask } = await ready({ cancelMessage: () => Promise.resolve(ok(failed)) });
    expect(await (await ask('/cancel', { method: 'POST' })).json()).toMatchObject({ status: 'failed' });
  });

  it('M-3 a reply goes to its chat with the message quoted', async () => {
    const { room, ask } = await ready();
    expect((await ask('/reply', { body: { text: 'نعم' } })).status).toBe(202);
    expect(room.lastSend).toMatchObject({
      quotedMessageId: MESSAGE.id,
      payload: { kind: 'send_text', chatId: MESSAGE.chatId, text: 'نعم' },
    });
  });

  it.each<[string, Partial<Message>, object]>([
    ['a text', { body: 'hello' }, { kind: 'send_text', text: 'hello' }],
    [
      'a place',
      {
        type: 'location',
        body: '',
        content: { kind: 'location', latitude: 1, longitude: 2, name: null, address: null },
      },
      { kind: 'send_location', content: { latitude: 1 } },
    ],
    ['a menu', { body: '1. a', renderedAs: 'menu' }, { kind: 'send_text', text: '1. a' }],
  ])('M-3 forwards %s, marked as such', async (_title, message, payload) => {
    const { room, ask } = await ready({}, message);
    expect((await ask('/forward', { body: { chatId: '0500000003' } })).status).toBe(202);
    expect(room.lastSend.payload).toMatchObject({ ...payload, chatId: '966500000003@c.us', isForwarded: true });
  });

  it('M-3 forwards a picture with the same file, and says when it is gone', async () => {
    const media = {
      id: 'med_0123456789abcdef',
      mimetype: 'image/gif',
      filename: null,
      sizeBytes: 9,
      state: 'ready' as const,
    };
    const { workspace, room, ask } = await ready({}, { type: 'image', body: 'look', media });
    const r2Key = `${workspace.workspaceId}/${crypto.randomUUID()}`;
    await bindings.MEDIA.put(r2Key, 'GIF89a...');
    room.media.set(media.id, { ...media, r2Key });
    const forward = () => ask('/forward', { body: { chatId: '966500000003' } });
    expect((await forward()).status).toBe(202);
    expect(room.lastSend.payload).toMatchObject({
      kind: 'send_media',
      type: 'image',
      caption: 'look',
      media: { id: media.id },
    });
    await bindings.MEDIA.delete(r2Key);
    expect((await problemIn(await forward())).code).toBe('media_missing');
  });

  it.each<[string, Partial<Message>, string]>([
    [
      'a picture that did not arrive',
      { media: { id: 'med_0123456789', mimetype: 'image/png', filename: null, sizeBytes: null, state: 'pending' } },
      'media_missing',
    ],
    ['nothing', { type: 'unknown', body: '' }, 'unsupported'],
    ['what was deleted', { body: 'x', deletedAt: MESSAGE.timestamp }, 'unsupported'],
  ])('M-3 does not forward %s', async (_title, message, code) => {
    const { room, ask } = await ready({}, message);
    expect((await problemIn(await ask('/forward', { body: { chatId: '966500000003' } }))).code).toBe(code);
    expect(room.sends).toEqual([]);
  });
});
