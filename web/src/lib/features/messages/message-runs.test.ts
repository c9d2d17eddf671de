import { readFileSync } from 'node:fs';
import type { Message, Page } from '@waqtor/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cursorTowards,
  holesOf,
  type MessageRuns,
  NO_MESSAGES,
  removeMessage,
  stitchNewest,
  stitchOlder,
  tear,
  upsertMessage,
} from './message-runs.ts';

const { message: base } = JSON.parse(
  readFileSync(new URL('../../../../../packages/contracts/fixtures/resources.json', import.meta.url), 'utf8'),
) as { message: Message };
const idOf = (second: number): Message['id'] => `msg_${second}`;
const atOf = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString();
const message = (second: number, extra: Partial<Message> = {}): Message => ({
  ...base,
  id: idOf(second),
  timestamp: atOf(second),
  ...extra,
});

/** A server that has messages of these seconds, read as `GET /api/messages` does. */
const pageOf = (seconds: readonly number[], size: number, cursor: string | null = null): Page<Message> => {
  const below = seconds.filter((second) => cursor === null || second < Number(cursor)).toSorted((a, b) => b - a);
  const shown = below.slice(0, size);
  const nextCursor = below.length > size ? String(shown.at(-1)) : null;
  return { data: shown.map((second) => message(second)), nextCursor, hasMore: nextCursor !== null };
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const shape = ({ runs }: MessageRuns): string[][] => runs.map(({ messages }) => messages.map(({ id }) => id.slice(4)));
const newest = (seconds: readonly number[], size: number, known = NO_MESSAGES): MessageRuns =>
  stitchNewest(known, pageOf(seconds, size));
const words = (...seconds: number[]): string[] => seconds.map(String);

describe('D-6 what is known of a chat', () => {
  it('D-6 a newest page that reaches what is known lengthens it and reads nothing again', () => {
    const known = stitchOlder(newest(range(1, 9), 3), '7', pageOf(range(1, 9), 3, '7'));
    const after = newest(range(1, 11), 3, known);
    expect(shape(after)).toEqual([words(11, 10, 9, 8, 7, 6, 5, 4)]);
    expect(after.runs[0]?.older).toBe('4');
  });

  it('D-6 a newest page that does not reach it leaves a hole, which its pages close', () => {
    const server = range(1, 20);
    const known = newest(server, 3, tear(newest(range(1, 9), 5)));
    expect(shape(known)).toEqual([words(20, 19, 18), words(9, 8, 7, 6, 5)]);
    expect([...holesOf(known)]).toEqual([['msg_18', '18']]);
    const nearer = stitchOlder(known, '18', pageOf(server, 6, '18'));
    expect([...holesOf(nearer)]).toEqual([['msg_12', '12']]);
    const closed = stitchOlder(nearer, '12', pageOf(server, 6, '12'));
    expect(shape(closed)).toEqual([range(5, 20).toReversed().map(String)]);
    expect(closed.runs[0]?.older).toBe('5');
  });

  it('D-6 an event after a loss does not hide the loss', () => {
    const known = upsertMessage(tear(newest(range(1, 9), 5)), message(20));
    expect(shape(newest(range(1, 20), 3, known))).toEqual([words(20, 19, 18), words(9, 8, 7, 6, 5)]);
    expect(shape(newest([...range(1, 9), 19, 20], 3, known))).toEqual([words(20, 19, 9, 8, 7, 6, 5)]);
  });

  it('D-6 what was deleted meanwhile is gone, what was edited is new, and ticks never go back', () => {
    const before = pageOf(range(1, 5), 5);
    before.data[0] = message(5, { direction: 'outbound', status: 'read' });
    const read = stitchNewest(NO_MESSAGES, before);
    const page = pageOf([1, 2, 4, 5], 3);
    page.data[0] = message(5, { direction: 'outbound', status: 'sent', body: 'edited' });
    const after = stitchNewest(read, page);
    expect(shape(after)).toEqual([words(5, 4, 2, 1)]);
    expect(after.runs[0]?.messages[0]).toMatchObject({ status: 'read', body: 'edited' });
  });

  it('D-6 a reaction that was taken back while nobody looked is gone', () => {
    const known = upsertMessage(newest([1], 5), message(1, { reactions: [{ emoji: '👍', contactId: null }] }));
    const { reactions: _none, ...row } = message(1);
    const after = stitchNewest(known, { data: [row], nextCursor: null, hasMore: false });
    expect(after.runs[0]?.messages[0]?.reactions).toBeUndefined();
  });

  it('M-5 a message from before everything that was read is left to its page', () => {
    const known = newest(range(5, 9), 3);
    expect(upsertMessage(known, message(5))).toBe(known);
    expect(shape(upsertMessage(newest(range(5, 6), 3), message(1)))).toEqual([words(6, 5, 1)]);
  });

  it('M-5 of one second the one that came last is the newest, whatever its milliseconds', () => {
    const ours = message(3, { id: 'msg_ours', timestamp: atOf(3).replace('.000Z', '.900Z') });
    expect(
      upsertMessage({ runs: [{ messages: [ours], older: null }], tornAt: null }, message(3)).runs[0]?.messages[0]?.id,
    ).toBe('msg_3');
  });

  it('M-6 reads towards a message in the hole that holds it, and no further when it is not there', () => {
    const known = newest(range(1, 40), 3, tear(newest(range(3, 20), 5)));
    expect(cursorTowards(known, atOf(30))).toBe('38');
    expect(cursorTowards(known, atOf(10))).toBe('16');
    expect(cursorTowards(known, atOf(18))).toBeNull();
    expect(cursorTowards(known, atOf(99))).toBeNull();
    expect(cursorTowards(known, null)).toBe('38');
  });

  it('D-6 nothing is lost or doubled, whatever arrives, is lost, deleted or read in whatever order', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('arrive', 'lose', 'delete', 'older', 'read'), by: fc.nat({ max: 7 }) }),
      // Read while events come.
      fc.record({ do: fc.constant('late' as const), by: fc.nat({ max: 7 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (steps, size) => {
        let server = range(1, 12);
        let last = 12;
        let known = newest(server, size);
        const arrive = (): void => {
          server = [...server, ++last];
          known = upsertMessage(known, message(last));
        };
        const isWhole = (): void => {
          expect(known.tornAt).toBeNull();
          const down = server.toReversed();
          for (const run of shape(known)) expect(` ${down.join(' ')} `).toContain(` ${run.join(' ')} `);
          expect(known.runs[0]?.messages[0]?.id).toBe(idOf(down[0] ?? 0));
        };
        for (const { do: what, by } of steps) {
          if (what === 'arrive') arrive();
          if (what === 'lose') {
            server = [...server, ...range(last + 1, last + by + 1)];
            last += by + 1;
            known = tear(known);
          }
          if (what === 'delete' && server.length > 2) {
            const gone = server[by % server.length] as number;
            server = server.filter((second) => second !== gone);
            known = removeMessage(known, idOf(gone));
          }
          if (what === 'older') {
            const cursor = known.runs[by % Math.max(1, known.runs.length)]?.older ?? null;
            if (cursor !== null) known = stitchOlder(known, cursor, pageOf(server, size, cursor));
          }
          if (what === 'read' || what === 'late') {
            const page = pageOf(server, size);
            const from = last + 1;
            for (let more = 0; what === 'late' && more < by; more++) arrive();
            known = range(from, last).reduce(
              (all, second) => upsertMessage(all, message(second)),
              stitchNewest(known, page),
            );
            isWhole();
          }
        }
        known = newest(server, size, known);
        isWhole();
        for (let cursor = cursorTowards(known, null); cursor !== null; cursor = cursorTowards(known, null)) {
          known = stitchOlder(known, cursor, pageOf(server, size, cursor));
        }
        expect(shape(known)).toEqual([server.toReversed().map(String)]);
      }),
      { numRuns: 400 },
    );
  });
});
