import { type Message, sendResponse } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { newMember, ownerOf } from '../../testing/people.ts';

const TEXT = { chatId: '966500000002', text: 'hello' };

/** A workspace whose owner, a second member and API key wrote one message each; nobody serves its session. */
const threeSenders = async () => {
  const workspace = await newWorkspace();
  const [owner, agent] = [await ownerOf(workspace), await newMember(workspace, 'agent')];
  const send = async (response: Promise<Response>) => sendResponse.parse(await (await response).json()).messageId;
  const byOwner = await send(owner.ask('/api/messages/send-text', { body: TEXT }));
  const byAgent = await send(agent.ask('/api/messages/send-text', { body: TEXT }));
  const byKey = await send(call('/api/messages/send-text', { key: workspace.apiKey, body: TEXT }));
  const read = async <T>(path: string) =>
    (await (await call(`/api/messages${path}`, { key: workspace.apiKey })).json()) as T;
  return { workspace, owner, agent, byOwner, byAgent, byKey, read };
};

describe('origin of a message', () => {
  it('M-1 is the member who was signed in, or the key, by id and without a name', async () => {
    const { workspace, owner, agent, byOwner, byAgent, byKey, read } = await threeSenders();
    const originOf = async (id: string) => (await read<Message>(`/${id}`)).origin;
    expect(await originOf(byOwner)).toEqual({ kind: 'dashboard', id: owner.userId });
    expect(await originOf(byAgent)).toEqual({ kind: 'dashboard', id: agent.userId });
    const keys = (await (await call('/api/keys', { key: workspace.apiKey })).json()) as { data: { id: string }[] };
    expect(await originOf(byKey)).toEqual({ kind: 'api', id: keys.data[0]?.id });
  });

  it('M-6 filters GET /api/messages', async () => {
    const { byOwner, byAgent, byKey, read } = await threeSenders();
    const ids = async (query: string) => (await read<{ data: Message[] }>(`?${query}`)).data.map(({ id }) => id);
    expect(await ids('origin=api')).toEqual([byKey]);
    expect(await ids('origin=dashboard&limit=10')).toEqual([byAgent, byOwner]);
    expect(await ids('origin=phone')).toEqual([]);
  });

  it('M-6 refuses to filter by an origin that there is not', async () => {
    const { apiKey } = await newWorkspace();
    expect(await problemIn(await call('/api/messages?origin=fax', { key: apiKey }))).toMatchObject({
      status: 422,
      code: 'validation_failed',
    });
  });

  it('M-3 is the member of a reply, a poll or a forwarded message too', async () => {
    const { owner, agent, byOwner, read } = await threeSenders();
    const poll = { question: 'When?', options: ['Now', 'Later'] };
    const sent = [
      await agent.ask('/api/messages/send-poll', { body: { chatId: TEXT.chatId, poll } }),
      await agent.ask(`/api/messages/${byOwner}/forward`, { body: { chatId: '966500000003' } }),
    ];
    for (const response of sent) {
      const { messageId } = sendResponse.parse(await response.json());
      expect((await read<Message>(`/${messageId}`)).origin).toEqual({ kind: 'dashboard', id: agent.userId });
    }
    expect((await read<Message>(`/${byOwner}`)).origin?.id).toBe(owner.userId);
  });
});
