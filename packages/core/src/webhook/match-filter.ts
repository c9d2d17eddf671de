import type { FilterCondition, WebhookFilter } from '@waqtor/contracts';
import { foldText } from '../text/fold-text.ts';

/** Why an event is kept back, in the words of the dry run; null when it passes. */
export type FilterMismatch = { reason: 'other_chat' } | { reason: 'condition_failed'; failedCondition: number } | null;

/** What a filter looks at: an event, or the part of one that it has. */
export type FilteredEvent = { readonly data: Record<string, unknown> };

/** W-3: of one of the chats, where chats are named, and every condition kept. */
export const filterMismatch = (filter: WebhookFilter | null | undefined, event: FilteredEvent): FilterMismatch => {
  if (!filter) return null;
  if (filter.chats && !isOfChats(filter.chats, event.data.chatId)) return { reason: 'other_chat' };
  const failedCondition = (filter.conditions ?? []).findIndex((condition) => !isKept(condition, event));
  return failedCondition === -1 ? null : { reason: 'condition_failed', failedCondition };
};

const isOfChats = (patterns: readonly string[], chatId: unknown): boolean =>
  typeof chatId === 'string' && patterns.some((pattern) => matchesGlob(pattern, chatId));

/** `*` stands for any characters, none included. Looked for part by part, so that no pattern can take long. */
export const matchesGlob = (pattern: string, text: string): boolean => {
  const parts = pattern.split('*');
  const first = parts[0] as string;
  const last = parts.at(-1) as string;
  if (parts.length === 1) return text === pattern;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
};

const isKept = (condition: FilterCondition, event: FilteredEvent): boolean =>
  keepsCondition(condition, valueAt(event, condition.path));

/**
 * Does a value keep the condition? `undefined`: there is none at the path, which only `exists: false` is content with;
 * null is a value. Text is compared letter by letter, by `contains` and `prefix` after folding.
 */
export const keepsCondition = ({ op, value: wanted }: FilterCondition, value: unknown): boolean => {
  if (op === 'exists') return (value !== undefined) === wanted;
  if (value === undefined) return false;
  switch (op) {
    case 'eq':
      return value === wanted;
    case 'ne':
      return value !== wanted;
    case 'in':
      return Array.isArray(wanted) && wanted.some((one) => one === value);
    case 'prefix':
      return bothText(value, wanted) && foldText(value as string).startsWith(foldText(wanted as string));
    case 'contains':
      return bothText(value, wanted) && foldText(value as string).includes(foldText(wanted as string));
    case 'gt':
      return compare(value, wanted, (a, b) => a > b);
    case 'lt':
      return compare(value, wanted, (a, b) => a < b);
  }
};

const bothText = (value: unknown, wanted: unknown): boolean => typeof value === 'string' && typeof wanted === 'string';

const compare = (value: unknown, wanted: unknown, holds: (a: number, b: number) => boolean): boolean => {
  const [a, b] = [measureOf(value), measureOf(wanted)];
  return a !== null && b !== null && a.kind === b.kind && holds(a.size, b.size);
};

/** What `gt` and `lt` can compare: a number, or a time as our events write it; null for everything else. */
export const measureOf = (value: unknown): { kind: 'number' | 'time'; size: number } | null => {
  if (typeof value === 'number') return { kind: 'number', size: value };
  // A bare number in text, or a year, would be read as a time by the parser: a date is asked for.
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
  const size = Date.parse(value);
  return Number.isNaN(size) ? null : { kind: 'time', size };
};

/** The value that a dotted path leads to; numbers lead into lists. Only what the event itself holds. */
export const valueAt = (root: unknown, path: string): unknown => {
  let value = root;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
};
