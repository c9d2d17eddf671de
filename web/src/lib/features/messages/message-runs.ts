import type { Message, Page } from '@waqtor/contracts';
import { laterStatus } from './message-status.ts';

/** Messages that follow each other without a hole, newest first. */
export interface MessageRun {
  messages: readonly Message[];
  /** Where the API goes on below the last one; null: the chat begins here. */
  older: string | null;
}

/**
 * What is known of one chat: runs, newest first, with a hole between each two. There are several only after events were
 * lost that no page brought back. `tornAt` is the newest message of the time before a loss: until the newest page is
 * read again, nobody knows whether something belongs between it and what came later.
 */
export interface MessageRuns {
  runs: readonly MessageRun[];
  tornAt: Message['id'] | null;
}

export const NO_MESSAGES: MessageRuns = { runs: [], tornAt: null };

/** WhatsApp's times are whole seconds, ours are not: the server orders by the second, then by arrival. */
const secondOf = ({ timestamp }: Message): string => timestamp.slice(0, 19);

/** As it was read, except that its state never goes back: an answer may be older than what was told meanwhile. */
const freshened = (known: Message | undefined, message: Message): Message =>
  known ? { ...message, status: laterStatus(known.status, message.status) } : message;

const allOf = (known: MessageRuns): Message[] => known.runs.flatMap(({ messages }) => messages);

const runOf = (page: Page<Message>, known: MessageRuns): MessageRun => {
  const byId = new Map(allOf(known).map((message) => [message.id, message]));
  return { messages: page.data.map((row) => freshened(byId.get(row.id), row)), older: page.nextCursor };
};

/** `upper` with what of `lower` lies below it, when they share a message; null when they do not. */
const joined = (upper: MessageRun, lower: MessageRun): MessageRun | null => {
  const ids = new Set(upper.messages.map(({ id }) => id));
  const shared = lower.messages.findLastIndex(({ id }) => ids.has(id));
  if (shared === -1) return null;
  const rest = lower.messages.slice(shared + 1);
  return rest.length === 0 ? upper : { messages: [...upper.messages, ...rest], older: lower.older };
};

/** The runs below `upper`, which joins the last one that it reaches; those between lie inside it. */
const below = (upper: MessageRun, lower: readonly MessageRun[]): MessageRun[] => {
  // It reached the beginning of the chat.
  if (upper.older === null) return [upper];
  for (let at = lower.length - 1; at >= 0; at--) {
    const run = lower[at] as MessageRun;
    const whole = joined(upper, run);
    if (whole) return [whole, ...lower.slice(at + 1)];
  }
  return [upper, ...lower];
};

/**
 * With the newest page, just read: what it holds is as it says, what lies below it stays. When it does not reach what
 * was known there is a hole, never a wrong neighbourhood. Events that came while it was under way are laid over it by
 * the caller.
 */
export const stitchNewest = (known: MessageRuns, page: Page<Message>): MessageRuns => {
  const upper = runOf(page, known);
  const [first, ...rest] = known.runs;
  if (!first) return { runs: [upper], tornAt: null };
  // What came after the loss is in the page, or in the hole below it.
  const trustedFrom = Math.max(
    0,
    first.messages.findIndex(({ id }) => id === known.tornAt),
  );
  const trusted = { ...first, messages: first.messages.slice(trustedFrom) };
  const lower = trusted.messages.length === 0 ? rest : [trusted, ...rest];
  return { runs: below(upper, lower), tornAt: null };
};

/** With the page that was read at `cursor`, which some run ends in; unchanged when none does any more. */
export const stitchOlder = (known: MessageRuns, cursor: string, page: Page<Message>): MessageRuns => {
  const at = known.runs.findIndex(({ older }) => older === cursor);
  const run = known.runs[at];
  if (!run) return known;
  const has = new Set(run.messages.map(({ id }) => id));
  const next = runOf({ ...page, data: page.data.filter(({ id }) => !has.has(id)) }, known);
  const longer = { messages: [...run.messages, ...next.messages], older: next.older };
  return { ...known, runs: [...known.runs.slice(0, at), ...below(longer, known.runs.slice(at + 1))] };
};

/** Events were lost after what is known now. */
export const tear = (known: MessageRuns): MessageRuns =>
  known.tornAt !== null ? known : { ...known, tornAt: known.runs[0]?.messages[0]?.id ?? null };

export const patchMessage = (known: MessageRuns, id: string, change: (message: Message) => Message): MessageRuns => {
  const at = known.runs.findIndex(({ messages }) => messages.some((message) => message.id === id));
  const run = known.runs[at];
  if (!run) return known;
  const messages = run.messages.map((message) => (message.id === id ? change(message) : message));
  return { ...known, runs: known.runs.with(at, { ...run, messages }) };
};

/** Adds a message in its place or brings a known one up to date. One from before all that was read is left to its page. */
export const upsertMessage = (known: MessageRuns, message: Message): MessageRuns => {
  if (allOf(known).some(({ id }) => id === message.id)) {
    return patchMessage(known, message.id, (before) => freshened(before, { ...before, ...message }));
  }
  if (known.runs.length === 0) return { ...known, runs: [{ messages: [message], older: null }] };
  for (const [at, run] of known.runs.entries()) {
    const place = run.messages.findIndex((one) => secondOf(one) <= secondOf(message));
    const isLast = at === known.runs.length - 1 && run.older === null;
    if (place === -1 && !isLast) continue;
    // Older than the one run above, newer than this one: in the hole between them.
    if (place === 0 && at > 0) return known;
    const messages = run.messages.toSpliced(place === -1 ? run.messages.length : place, 0, message);
    return { ...known, runs: known.runs.with(at, { ...run, messages }) };
  }
  return known;
};

/** Without a message that was deleted for us alone. */
export const removeMessage = (known: MessageRuns, id: string): MessageRuns => {
  const all = allOf(known);
  const after = all[all.findIndex((message) => message.id === id) + 1]?.id ?? null;
  return {
    tornAt: known.tornAt === id ? after : known.tornAt,
    runs: known.runs.map((run) => ({ ...run, messages: run.messages.filter((message) => message.id !== id) })),
  };
};

/** Cursors of the holes, by the message that stands below each on the screen (the oldest of the run above it). */
export const holesOf = ({ runs }: MessageRuns): Map<Message['id'], string> =>
  new Map(
    runs.slice(0, -1).flatMap(({ messages, older }) => {
      const oldest = messages.at(-1);
      return oldest && older !== null ? [[oldest.id, older] as const] : [];
    }),
  );

/** Where to read on to come to a message of this time (ISO), or to an unknown one; null: all that could be was read. */
export const cursorTowards = ({ runs }: MessageRuns, timestamp: string | null): string | null => {
  const open = runs.filter(({ older }) => older !== null);
  if (timestamp === null) return open[0]?.older ?? null;
  // The lowest run that begins at or after it: it lies inside that one, or below.
  const run = open.findLast(({ messages }) => (messages[0]?.timestamp ?? '') >= timestamp);
  const oldest = run?.messages.at(-1);
  return run && oldest && secondOf(oldest) >= timestamp.slice(0, 19) ? run.older : null;
};
