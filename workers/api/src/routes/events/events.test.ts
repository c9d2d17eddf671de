import { chatSchema, listEventsResponse, messageSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';
import { until } from '../../testing/test-socket.ts';

const withMessage = async () => {
  const workspace = await newWorkspace();
  const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
  const session = await host.serve(workspace.sessionId, () => ({}));
  const read = async <T>(path: string) => (await (await call(path, { key: workspace.apiKey })).json()) as T;
  session.tell({
    type: 'message',
    keyId: '3A0123456789ABCDEF00',
    waMessageId: 'false_966500000009@c.us_3A0123456789ABCDEF00',
    chatId: '966500000009@c.us',
    chatName: 'Guest',
    isGroup: false,
    fromMe: false,
    from: '966500000009@c.us',
    to: '966500000001@c.us',
    author: null,
    peer: { phone: '966500000009', lid: null, name: 'Guest' },
    kind: 'text',
    body: 'hello from outside',
    media: null,
    quotedKeyId: null,
    timestamp: new Date().toISOString(),
    ack: 1,
    backfilled: false,
  });
  return { workspace, session, read };
};

describe('what came in', () => {
  it('H-6 is in the event log, filtered by family and after a position', async () => {
    const { read } = await withMessage();
    const answer = await until(
      async () => listEventsResponse.parse(await read('/api/events?types=message')),
      ({ data }) => data.length > 0,
    );
    expect(answer.data.map((event) => event.type)).toEqual(['message.received']);
    const rest = listEventsResponse.parse(await read(`/api/events?after=${answer.lastSeq}`));
    expect(rest).toMatchObject({ data: [], gap: null });
  });

  it('M-6 is listed, found by either id, and one row of the inbox that can be marked as seen', async () => {
    const { workspace, session, read } = await withMessage();
    const list = await until(
      () => read<{ data: unknown[] }>('/api/messages?chatId=966500000009@c.us&direction=inbound'),
      ({ data }) => data.length === 1,
    );
    const message = messageSchema.parse(list.data[0]);
    expect(await read(`/api/messages/${message.id}`)).toEqual(message);
    expect(await read(`/api/messages/${encodeURIComponent(message.waMessageId ?? '')}`)).toEqual(message);
    const inbox = await until(
      () => read<{ data: unknown[] }>('/api/chats'),
      ({ data }) => data.length === 1,
    );
    expect(chatSchema.parse(inbox.data[0])).toMatchObject({ chatId: '966500000009@c.us', unreadCount: 1 });
    const path = '/api/chats/966500000009%40c.us/mark-seen';
    expect((await call(path, { method: 'POST', key: workspace.apiKey })).status).toBe(204);
    expect((await read<{ data: { unreadCount: number }[] }>('/api/chats')).data[0]?.unreadCount).toBe(0);
    await until(
      () => session.commands.map((command) => command.payload.kind),
      (kinds) => kinds.includes('mark_seen'),
    );
  });

  it('A-4 is not seen by another workspace', async () => {
    const { read } = await withMessage();
    const { data } = await until(
      () => read<{ data: { id: string }[] }>('/api/messages'),
      (list) => list.data.length === 1,
    );
    const stranger = await newWorkspace();
    const response = await call(`/api/messages/${data[0]?.id ?? ''}`, { key: stranger.apiKey });
    expect((await problemIn(response)).code).toBe('not_found');
  });
});
