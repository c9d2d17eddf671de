import type { HostFactOf, MessageState } from '@waqtor/contracts';
import { MAX_REACTIONS_PER_STATE, MAX_STATES_PER_FACT } from '@waqtor/contracts/host-link/state-limits';

/** Contract limit of a text. */
const MAX_BODY_CHARS = 70_000;
const MAX_EMOJI_CHARS = 32;
/** Of one fact, so that a row of the outbox stays far below what a frame may carry. */
const MAX_WEIGHT = 100_000;
const REACTION_WEIGHT = 200;
const STATE_WEIGHT = 50;

/** The state of one message as an engine knows it. */
export interface StateSeen extends Pick<MessageState, 'keyId' | 'isRevoked' | 'edit' | 'reactions'> {
  chatId: string;
}

const bounded = ({ chatId: _, edit, reactions, ...state }: StateSeen): MessageState => ({
  ...state,
  ...(edit ? { edit: { ...edit, body: edit.body.slice(0, MAX_BODY_CHARS) } } : {}),
  ...(reactions
    ? {
        reactions: reactions
          .slice(0, MAX_REACTIONS_PER_STATE)
          .map(({ emoji, ...by }) => ({ ...by, emoji: emoji.slice(0, MAX_EMOJI_CHARS) })),
      }
    : {}),
  ...((reactions?.length ?? 0) > MAX_REACTIONS_PER_STATE ? { hasMoreReactions: true } : {}),
});

const weightOf = ({ edit, reactions }: MessageState): number =>
  STATE_WEIGHT + (edit?.body.length ?? 0) + (reactions?.length ?? 0) * REACTION_WEIGHT;

/** States of any chats as facts, a chat after the other; `asOfMs` is when the engine was asked. */
export const messageStatesFacts = (seen: readonly StateSeen[], asOfMs: number): HostFactOf<'message_states'>[] => {
  const asOf = new Date(asOfMs).toISOString();
  const byChat = Map.groupBy(seen, ({ chatId }) => chatId);
  return [...byChat].flatMap(([chatId, states]) =>
    parts(states.map(bounded)).map((messages) => ({ type: 'message_states' as const, chatId, asOf, messages })),
  );
};

const parts = (states: readonly MessageState[]): MessageState[][] => {
  const all: MessageState[][] = [];
  let weight = Infinity;
  for (const state of states) {
    const next = weightOf(state);
    if (weight + next > MAX_WEIGHT || (all.at(-1)?.length ?? 0) >= MAX_STATES_PER_FACT) {
      all.push([]);
      weight = 0;
    }
    all.at(-1)?.push(state);
    weight += next;
  }
  return all;
};
