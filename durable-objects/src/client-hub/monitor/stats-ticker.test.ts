import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { monitorStatsData } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { connect, hubOf, hubStub, newWorkspace, until } from '../hub.fixture.ts';
import { readAttachment, writeAttachment, type Attachment } from '../live/attachment.ts';
import { STATS_INTERVAL_MS } from './stats-ticker.ts';

type Client = Awaited<ReturnType<typeof connect>>;
const statsOf = (client: Client) => client.events.filter(({ type }) => type === 'monitor.stats');
const broadcasts = async (workspace: string) => (await hubOf(workspace).figures(workspace)).messages.broadcasts;

describe('live figures of a hub', () => {
  it('H-14 come at once and every 2 s to whoever follows monitor, kept nowhere, without hosts', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['monitor']);
    await until(() => statsOf(client).length === 2);
    const [first, second] = statsOf(client);
    const apartMs = Date.parse(second?.timestamp ?? '') - Date.parse(first?.timestamp ?? '');
    expect(apartMs).toBeGreaterThan(STATS_INTERVAL_MS - 100);
    expect(first?.seq).toBeUndefined();
    expect(monitorStatsData.strict().safeParse(first?.data).error).toBeUndefined();
    expect((await hubOf(workspace).readEvents({ after: 0, limit: 10 })).data).toEqual([]);
  });

  it('H-14 go on when the hub wakes up and somebody follows', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    // A hub that tells figures is not evicted, but a crash is like this.
    await runInDurableObject(hubStub(workspace), (_, state) => {
      for (const ws of state.getWebSockets()) {
        writeAttachment(ws, { ...(readAttachment(ws) as Attachment), topics: ['monitor'] });
      }
    });
    await evictDurableObject(hubStub(workspace));
    await hubOf(workspace).figures(workspace);
    await until(() => statsOf(client).length === 2);
    client.ws.close(1000);
  });

  it('H-14 are not made for those who follow all, and end with the last who follows monitor', async () => {
    const workspace = newWorkspace();
    const all = await connect(workspace);
    await all.subscribe(['all']);
    const client = await connect(workspace);
    await client.subscribe(['monitors']);
    await until(() => statsOf(client).length === 1);
    client.send({ type: 'unsubscribe', topics: ['monitor'] });
    await client.next('subscribed', 2);
    const before = await broadcasts(workspace);
    const deadline = Date.now() + STATS_INTERVAL_MS + 300;
    await until(() => Date.now() > deadline);
    expect(await broadcasts(workspace)).toBe(before);
    expect([statsOf(client).length, statsOf(all).length]).toEqual([1, 0]);
    // Does not come back while a timer keeps the object awake.
    await evictDurableObject(hubStub(workspace));
  });
});
