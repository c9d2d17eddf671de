import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { event, hubOf, newWorkspace, producer } from '../hub.fixture.ts';

const WINDOW = { since: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
const sent = (chatId: string) => event({ data: { chatId } });

describe('subscription on the log', () => {
  it('W-3 tries a subscription on the newest events and shows the last five that match', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let round = 0; round < 7; round++)
      await room.append(...Array.from({ length: 100 }, (_, n) => sent(n % 10 === 0 ? `${round}@g.us` : '1@c.us')));
    const answer = await hubOf(workspace).testSubscription({
      events: ['message_sent'],
      sessionId: null,
      filter: { chats: ['*@g.us'] },
    });
    expect(answer).toMatchObject({ examined: 500, matched: 50, reason: null, failedCondition: null });
    expect(answer.matches).toHaveLength(5);
    expect(await hubOf(newWorkspace()).testSubscription({ events: ['*'], sessionId: null })).toMatchObject({
      examined: 0,
    });
  });

  it('W-5 gives what matches an endpoint by pages, in order, and says where to go on', async () => {
    const workspace = newWorkspace();
    const endpointId = newId('whk');
    await hubOf(workspace).putEndpoint(workspace, {
      endpointId,
      events: ['message.sent'],
      sessionId: null,
      filter: { chats: ['a'] },
      enabled: false,
    });
    await producer(workspace).append(...Array.from({ length: 100 }, (_, n) => sent(n % 2 === 0 ? 'a' : 'b')));
    const seqs: (number | undefined)[] = [];
    let [after, hasMore] = [0, true];
    while (hasMore) {
      const page = await hubOf(workspace).matchingEvents({ endpointId, ...WINDOW, after, limit: 20 });
      seqs.push(...page.events.map((one) => one.event.seq));
      [after, hasMore] = [page.upTo, page.hasMore];
    }
    expect(seqs).toEqual(Array.from({ length: 50 }, (_, n) => 2 * n + 1));
  });

  it('W-5 keeps to the window, and knows nothing of a removed endpoint', async () => {
    const workspace = newWorkspace();
    const endpointId = newId('whk');
    const hub = hubOf(workspace);
    await hub.putEndpoint(workspace, { endpointId, events: ['*'], sessionId: null, enabled: true });
    await producer(workspace).append(sent('a'));
    const ask = (since: string, until: string) => hub.matchingEvents({ endpointId, since, until, after: 0, limit: 10 });
    expect((await ask(WINDOW.since, WINDOW.until)).events).toHaveLength(1);
    expect((await ask('2099-01-01T00:00:00Z', WINDOW.until)).events).toEqual([]);
    expect(await ask(WINDOW.since, '2001-01-01T00:00:00Z')).toMatchObject({ events: [], hasMore: false });
    await hub.removeEndpoint(endpointId);
    expect(await ask(WINDOW.since, WINDOW.until)).toMatchObject({ events: [], hasMore: false });
  });
});
