import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PageState, PageStates } from './page-act.ts';
import { installPageStates } from './page-states.ts';

afterEach(() => vi.unstubAllGlobals());

const CHAT = '966500000002@c.us';
const NOW = 1_000_000;
const LIMITS = {
  noticesSinceSeconds: NOW - 100,
  statesSinceSeconds: NOW - 100,
  maxChats: 2,
  maxPerChat: 3,
  maxStates: 4,
};

type Given = Record<string, unknown> & { keyId: string };
/** A page with these chats, oldest message first; `find` is its table of reactions. */
const pageWith = (chats: Given[][], find: (id: string) => Promise<unknown> = async () => undefined) => {
  const models = chats.map((messages, index) => ({
    t: NOW - index,
    msgs: {
      getModelsArray: () =>
        messages.map(({ keyId, ...more }) => {
          const id = { id: keyId, remote: CHAT, toString: () => `false_${CHAT}_${keyId}` };
          return { id, type: 'chat', t: NOW, body: keyId, hasReaction: false, ...more };
        }),
    },
  }));
  const modules: Record<string, unknown> = {
    WAWebCollections: { Chat: { getModelsArray: () => models }, Reactions: { find } },
    WAWebChatLoadMessages: { loadEarlierMsgs: async () => [] },
    WAWebUserPrefsMeUser: { getMaybeMePnUser: () => '966500000001@c.us', getMaybeMeLidUser: () => '111@lid' },
  };
  const window: { WaQtorStates?: PageStates } & Record<string, unknown> = {
    require: (name: string) => modules[name],
    WaQtorShared: {},
    WaQtorReports: { plain: (message: object) => message },
    WWebJS: { getMessageModel: (message: object) => message },
  };
  vi.stubGlobal('window', window);
  installPageStates();
  return async (): Promise<PageState[]> => (await window.WaQtorStates!.changes(LIMITS)).states;
};
const reactedBy = (...senders: (string | object)[]) => ({
  reactions: {
    serialize: () => [
      { senders: senders.map((senderUserJid) => ({ senderUserJid, reactionText: '👍', timestamp: 5 })) },
    ],
  },
});

describe('installPageStates', () => {
  it('S-8 tells reactions, and says nothing of them where the page does not say for certain', async () => {
    const answers: Record<string, () => unknown> = {
      told: () => reactedBy('966500000002@c.us', '111@lid'),
      absent: () => undefined,
      throws: () => {
        throw new Error('another shape');
      },
      unreadable: () => reactedBy('966500000002@c.us', {}),
    };
    for (const [keyId, answer] of Object.entries(answers)) {
      const states = pageWith([[{ keyId, hasReaction: true }]], async () => answer());
      const by = (senderId: string) => ({ senderId, emoji: '👍', atMs: 5 });
      const reactions = keyId === 'told' ? [by('966500000002@c.us'), by('966500000001@c.us')] : undefined;
      expect((await states())[0]?.reactions, keyId).toEqual(reactions);
    }
    const states = pageWith([[{ keyId: 'none' }, { keyId: 'elsewhere', hasReaction: undefined }]]);
    expect((await states()).map(({ keyId, reactions }) => [keyId, reactions])).toEqual([
      ['none', []],
      ['elsewhere', undefined],
    ]);
  });

  it('S-8 tells the text of an edit, of a medium its caption, and which message was deleted', async () => {
    const states = pageWith([
      [
        { keyId: 'text', latestEditSenderTimestampMs: 7 },
        { keyId: 'picture', latestEditMsgKey: {}, directPath: '/x', caption: 'caption' },
        { keyId: 'notice-of-it', type: 'revoked', protocolMessageKey: { id: 'deleted' } },
      ],
    ]);
    expect(await states()).toEqual([
      { keyId: 'text', chatId: CHAT, edit: { body: 'text', atMs: 7 }, reactions: [] },
      { keyId: 'picture', chatId: CHAT, edit: { body: 'caption', atMs: null }, reactions: [] },
      { keyId: 'deleted', chatId: CHAT, isRevoked: true },
    ]);
  });

  it('S-8 looks at so many chats, messages of a chat, and messages in all, the newest', async () => {
    const chat = (name: string, count: number) =>
      Array.from({ length: count }, (_, no) => ({ keyId: `${name}${no}`, t: NOW - count + no }));
    const states = pageWith([chat('a', 5), chat('b', 2), chat('c', 1)]);
    expect((await states()).map(({ keyId }) => keyId)).toEqual(['a4', 'b1', 'a3', 'b0']);
    const old = pageWith([
      [
        { keyId: 'old', t: NOW - 101 },
        { keyId: 'notice', isNotification: true },
      ],
    ]);
    expect(await old()).toEqual([]);
  });
});
