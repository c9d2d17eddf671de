import { expect, it } from 'vitest';
import { HostHarness } from '../testing/host-harness.ts';
import { until } from '../testing/until.ts';

it('S-8 looks for what the room lacks when its own store is new, as the hello of the room says', async () => {
  const h = new HostHarness();
  const lastMessageAt = Date.now() - 3_600_000;
  h.room.marks = {
    lastMessageAt: new Date(lastMessageAt).toISOString(),
    openAcks: [{ keyId: '3EB0AA', chatId: '966500000002@c.us', ack: 1 }],
  };
  h.account.stored.set('3EB0AA', { waMessageId: 'w', ack: 3, wasPresent: false, chatId: '966500000002@c.us' });
  try {
    await (await h.open()).ready();
    await until(() => h.account.calls.includes(`backfill ${lastMessageAt - 60_000}`), 'the backfill');
    await until(() => h.room.facts('ack').length > 0, 'the ack');
    expect(h.room.facts('ack')).toMatchObject([{ keyId: '3EB0AA', ack: 3 }]);
  } finally {
    await h.close();
  }
});
