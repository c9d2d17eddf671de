import {
  ALIASED_EVENTS,
  EVENT_CATALOG,
  type FilterCondition,
  type WebhookAlias,
  type WebhookFilter,
} from '@waqtor/contracts';
import { isDeliverable, isInWildcard } from './event-filter.ts';
import { jsonTypeOf, valuesAtPath } from './event-schema-path.ts';
import { keepsCondition, measureOf } from './match-filter.ts';

/** `pointer` leads to the part of the request that is wrong (RFC 6901). */
export interface FilterContradiction {
  pointer: string;
  why:
    | 'never_delivered'
    | 'no_chat'
    | 'unknown_path'
    | 'list_expected'
    | 'boolean_expected'
    | 'text_expected'
    | 'number_or_time_expected'
    | 'one_value_expected'
    | 'other_type'
    | 'not_one_of'
    | 'contradiction';
}

/** One type that is subscribed, with the states of a session that its alias stands for. */
interface Candidate {
  type: string;
  statuses: readonly string[] | null;
}
type Found = FilterContradiction & { reached: number };

/**
 * Can a subscription never get anything? Then why, by the part of it that comes furthest; null when some event could
 * match. Judged by the catalogue: what it leaves open passes.
 */
export const filterCannotMatch = (
  events: readonly string[],
  filter: WebhookFilter | null | undefined,
): FilterContradiction | null => {
  const candidates = events.flatMap(candidatesOf);
  if (candidates.length === 0) return { pointer: '/events', why: 'never_delivered' };
  const conditions = filter?.conditions ?? [];
  for (const [index, condition] of conditions.entries()) {
    const why = wrongOperand(condition);
    if (why !== null) return { pointer: `/filter/conditions/${index}/value`, why };
  }
  let furthest: Found | null = null;
  for (const candidate of candidates) {
    const found = contradictionOf(candidate, filter?.chats !== undefined, conditions);
    if (found === null) return null;
    if (furthest === null || found.reached > furthest.reached) furthest = found;
  }
  return furthest && { pointer: furthest.pointer, why: furthest.why };
};

const candidatesOf = (name: string): Candidate[] => {
  if (name === '*')
    return Object.keys(EVENT_CATALOG)
      .filter(isInWildcard)
      .map((type) => ({ type, statuses: null }));
  const aliased = Object.hasOwn(ALIASED_EVENTS, name) ? ALIASED_EVENTS[name as WebhookAlias] : { type: name };
  return isDeliverable(aliased.type) ? [{ type: aliased.type, statuses: aliased.statuses ?? null }] : [];
};

const wrongOperand = ({ op, value }: FilterCondition): FilterContradiction['why'] | null => {
  if (op === 'in') return Array.isArray(value) ? null : 'list_expected';
  if (op === 'exists') return typeof value === 'boolean' ? null : 'boolean_expected';
  if (op === 'prefix' || op === 'contains') return typeof value === 'string' ? null : 'text_expected';
  if (op === 'gt' || op === 'lt') return measureOf(value) === null ? 'number_or_time_expected' : null;
  return Array.isArray(value) ? 'one_value_expected' : null;
};

const contradictionOf = (
  candidate: Candidate,
  hasChats: boolean,
  conditions: readonly FilterCondition[],
): Found | null => {
  if (hasChats && valuesAtPath(candidate.type, 'data.chatId') === null)
    return { pointer: '/filter/chats', why: 'no_chat', reached: -1 };
  for (const [index, condition] of conditions.entries()) {
    const wrong =
      againstCatalogue(candidate, condition) ??
      (conditions.slice(0, index + 1).some((other) => contradict(other, condition)) ||
      leavesNothing(conditions.slice(0, index + 1), condition.path)
        ? 'contradiction'
        : null);
    if (wrong === null) continue;
    const field = wrong === 'unknown_path' ? '/path' : wrong === 'contradiction' ? '' : '/value';
    return { pointer: `/filter/conditions/${index}${field}`, why: wrong, reached: index };
  }
  return null;
};

const againstCatalogue = (candidate: Candidate, condition: FilterCondition): FilterContradiction['why'] | null => {
  const { op, path, value } = condition;
  // That it is not there holds of everything that the type does not know.
  if (op === 'exists' && value === false) return null;
  const values = valuesAtPath(candidate.type, path);
  if (values === null) return 'unknown_path';
  const allowed = candidate.statuses && path === 'data.status' ? new Set<unknown>(candidate.statuses) : values.allowed;
  if (op === 'exists') return null;
  if (allowed) return [...allowed].some((one) => keepsCondition(condition, one)) ? null : 'not_one_of';
  if (op === 'ne' || values.types.has('any')) return null;
  const wanted = [value]
    .flat()
    .map(op === 'gt' || op === 'lt' || op === 'prefix' || op === 'contains' ? comparedType : jsonTypeOf);
  const isPossible = wanted.some(
    (type) => values.types.has(type) || (type === 'number' && values.types.has('integer')),
  );
  return isPossible ? null : 'other_type';
};

/** A time is text in JSON. */
const comparedType = (value: unknown): string => (typeof value === 'number' ? 'number' : 'string');

/** `exists: false` beside another condition on the same path, or on one below it. */
const contradict = (a: FilterCondition, b: FilterCondition): boolean => isAbsenceOf(a, b) || isAbsenceOf(b, a);
const isAbsenceOf = (a: FilterCondition, b: FilterCondition): boolean => {
  if (a === b || a.op !== 'exists' || a.value !== false) return false;
  const needsIt = b.op !== 'exists' || b.value === true;
  return needsIt && (b.path === a.path || b.path.startsWith(`${a.path}.`));
};

/** Do the conditions on one path leave no value? */
const leavesNothing = (conditions: readonly FilterCondition[], path: string): boolean => {
  const here = conditions.filter((condition) => condition.path === path && condition.op !== 'exists');
  const listed = here.find(({ op }) => op === 'eq' || op === 'in');
  if (listed)
    return ![listed.value].flat().some((value) => here.every((condition) => keepsCondition(condition, value)));
  const bounds = (op: 'gt' | 'lt') => here.filter((one) => one.op === op).map((one) => measureOf(one.value));
  const [above, below] = [bounds('gt'), bounds('lt')];
  return above.some((low) => below.some((high) => low && high && (low.kind !== high.kind || low.size >= high.size)));
};
