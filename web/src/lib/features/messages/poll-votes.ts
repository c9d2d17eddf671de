import type { Message } from '@waqtor/contracts';

/** How many chose each option, by the option's id. */
export type PollVotes = ReadonlyMap<string, number>;

/** The newest answer of each person to each question of the thread, counted; by the question's message id. */
export const pollVotes = (messages: readonly Message[]): Map<string, PollVotes> => {
  const answers = new Map<string, Map<string, string[]>>();
  for (const { interactive, contact } of messages) {
    if (!interactive?.messageId) continue;
    const people = answers.get(interactive.messageId) ?? new Map<string, string[]>();
    // A poll that takes several tells all of them; what was taken back has none.
    const chosen = interactive.selected?.map(({ id }) => id) ?? [interactive.id];
    people.set(
      contact.id,
      chosen.filter((id) => id !== ''),
    );
    answers.set(interactive.messageId, people);
  }
  return new Map(
    [...answers].map(([question, people]) => {
      const votes = new Map<string, number>();
      for (const id of [...people.values()].flat()) votes.set(id, (votes.get(id) ?? 0) + 1);
      return [question, votes];
    }),
  );
};
