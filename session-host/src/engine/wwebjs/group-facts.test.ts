import { groupChangeFact } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { groupActionOf, groupChangeOf } from './group-facts.ts';
import type { PagePeer, RawMessage } from './page-window.ts';

const GROUP = '120363000000000001@g.us';
const notice = (changes: Partial<RawMessage>): RawMessage => ({
  id: { id: '3A01', fromMe: false, remote: GROUP, _serialized: `false_${GROUP}_3A01` },
  type: 'gp2',
  t: 1_700_000_000,
  author: '966500000001@c.us',
  ...changes,
});
const peerOf = (id: string): Promise<PagePeer> =>
  Promise.resolve({ phone: id.split('@')[0] ?? null, lid: null, name: null, chatName: null });
const phones = async (raw: RawMessage) => {
  const action = groupActionOf(raw);
  if (!action) return null;
  const fact = groupChangeFact.parse(await groupChangeOf(raw, action, peerOf));
  return { action, whom: fact.participants.map(({ phone }) => phone), by: fact.by?.phone };
};

describe('a notice of a group as a fact', () => {
  it.each([
    ['add', 'add'],
    ['remove', 'remove'],
    ['promote', 'promote'],
    ['demote', 'demote'],
  ])('M-6 names whom %s is about and who did it', async (subtype, action) => {
    const recipients = [{ _serialized: '966500000002@c.us' }, '966500000003@c.us'];
    expect(await phones(notice({ subtype, recipients }))).toEqual({
      ...{ action, whom: ['966500000002', '966500000003'], by: '966500000001' },
    });
  });

  it.each([
    ['invite', 'join'],
    ['linked_group_join', 'join'],
    ['leave', 'leave'],
  ])('M-6 takes who did %s for whom it is about, where the notice names nobody', async (subtype, action) => {
    expect(await phones(notice({ subtype }))).toEqual({ action, whom: ['966500000001'], by: '966500000001' });
  });

  it.each(['create', 'announce', 'picture', 'modify', undefined])('M-6 has no change for %s', async (subtype) => {
    expect(await phones(notice(subtype === undefined ? {} : { subtype }))).toBeNull();
  });
});
