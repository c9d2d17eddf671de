import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeptReaction, missedEdit, missedReactions, type SeenReaction } from './missed-changes.ts';

const whole = { asOfMs: 100, isWhole: true };
const kept = (who: string, emoji: string, atMs: number): KeptReaction => ({ who, emoji, atMs });

describe('missedReactions', () => {
  it('S-8 finds a reaction that is new, one that is another now, and one that was taken back', () => {
    const known = [kept('same', '👍', 10), kept('other', '👍', 20), kept('gone', '👍', 30), kept('empty', '', 40)];
    const seen: SeenReaction[] = [
      { who: 'same', emoji: '👍', atMs: 10 },
      { who: 'other', emoji: '❤️', atMs: 50 },
      { who: 'new', emoji: '😂', atMs: 60 },
    ];
    expect(missedReactions(known, seen, whole)).toEqual([
      kept('other', '❤️', 50),
      kept('new', '😂', 60),
      kept('gone', '', 100),
    ]);
  });

  it('S-8 leaves alone what was heard after the look', () => {
    const known = [kept('back', '', 101), kept('late', '👍', 101)];
    expect(missedReactions(known, [{ who: 'back', emoji: '👍', atMs: 90 }], whole)).toEqual([]);
  });

  it('S-8 takes nobody for gone whom the look left out', () => {
    expect(missedReactions([kept('a', '👍', 10)], [], { asOfMs: 100, isWhole: false })).toEqual([]);
  });

  it('S-8 keeps the time of a reaction between what it follows and the look, whatever a wrong clock says', () => {
    const seen = [{ who: 'a', emoji: '👍', atMs: 10_000 }];
    expect(missedReactions([], seen, whole)).toEqual([kept('a', '👍', 100)]);
    expect(missedReactions([kept('a', '', 50)], [{ ...seen[0]!, atMs: 5 }], whole)).toEqual([kept('a', '👍', 50)]);
  });

  /** What really happened: each entry is one change of one person; the looks are taken between them. */
  const story = fc.array(fc.record({ who: fc.constantFrom('a', 'b', 'c'), emoji: fc.constantFrom('', '👍', '❤️') }), {
    maxLength: 12,
  });
  type Fact = { heard: KeptReaction } | { look: SeenReaction[]; asOfMs: number };
  const truthAt = (changes: KeptReaction[], atMs: number): KeptReaction[] => [
    ...new Map(changes.filter((change) => change.atMs <= atMs).map((change) => [change.who, change])).values(),
  ];
  const shown = (reactions: KeptReaction[]): string =>
    JSON.stringify(
      reactions
        .filter(({ emoji }) => emoji !== '')
        .map(({ who, emoji }) => [who, emoji])
        .sort(),
    );
  /** As the room keeps them: a look that is older than one it had tells nothing. */
  const fold = (facts: readonly Fact[]): { state: KeptReaction[]; told: number } => {
    const state = new Map<string, KeptReaction>();
    let newestLook = -Infinity;
    let told = 0;
    for (const fact of facts) {
      const isLook = 'look' in fact;
      if (isLook && fact.asOfMs < newestLook) continue;
      if (isLook) newestLook = fact.asOfMs;
      const changes = isLook
        ? missedReactions([...state.values()], fact.look, { asOfMs: fact.asOfMs, isWhole: true })
        : [fact.heard].filter(({ who, emoji }) => (state.get(who)?.emoji ?? '') !== emoji);
      for (const change of changes) state.set(change.who, change);
      told += changes.length;
    }
    return { state: [...state.values()], told };
  };

  it('S-8 ends at the truth with any of the changes unheard, and any looks late, doubled and out of order', () => {
    fc.assert(
      fc.property(
        story,
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        fc.array(fc.record({ after: fc.nat(12), delay: fc.nat(12), times: fc.integer({ min: 1, max: 3 }) })),
        (said, isHeard, looks) => {
          const changes = said.map((change, index) => ({ ...change, atMs: (index + 1) * 10 }));
          const placed: { at: number; fact: Fact }[] = [];
          for (const [index, heard] of changes.entries()) {
            if (isHeard[index]) placed.push({ at: heard.atMs, fact: { heard } });
          }
          for (const { after, delay, times } of looks) {
            const asOfMs = after * 10 + 5;
            const look = truthAt(changes, asOfMs).filter(({ emoji }) => emoji !== '');
            for (let i = 0; i < times; i++) placed.push({ at: asOfMs + delay * 10 + i, fact: { look, asOfMs } });
          }
          const end = { look: truthAt(changes, 1_000).filter(({ emoji }) => emoji !== ''), asOfMs: 1_000 };
          const facts = [...placed.sort((a, b) => a.at - b.at).map(({ fact }) => fact), end];
          const once = fold(facts);
          expect(shown(once.state)).toBe(shown(truthAt(changes, 1_000)));
          // Said again, as a later restart does, nothing is told.
          expect(fold([...facts, end, end]).told).toBe(once.told);
        },
      ),
    );
  });

  it('S-8 ends at the same with the looks of one absence in any order, each as often as it comes', () => {
    const look = fc.array(
      fc.record({ who: fc.constantFrom('a', 'b', 'c'), emoji: fc.constantFrom('👍', '❤️'), atMs: fc.nat(90) }),
    );
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(4)), (looks, order) => {
        const facts: Fact[] = looks.map((seen, index) => ({ look: seen, asOfMs: 100 + index }));
        const newest = facts.at(-1) as Fact;
        const shuffled = [...order.map((index) => facts[index % facts.length] as Fact), newest, ...facts];
        expect(shown(fold(shuffled).state)).toBe(shown(fold([newest]).state));
      }),
    );
  });
});

describe('missedEdit', () => {
  it('S-8 finds another text, and none that is known, or was heard after the look', () => {
    const seen = { body: 'second', atMs: 90 };
    expect(missedEdit({ body: 'first', editedAtMs: null }, seen, 100)).toEqual({ body: 'second', atMs: 90 });
    expect(missedEdit({ body: 'second', editedAtMs: 90 }, seen, 100)).toBeNull();
    expect(missedEdit({ body: 'third', editedAtMs: 101 }, seen, 100)).toBeNull();
    expect(missedEdit({ body: 'first', editedAtMs: 95 }, { ...seen, atMs: null }, 100)?.atMs).toBe(100);
  });
});
