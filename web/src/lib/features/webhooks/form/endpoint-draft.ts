import type { FilterCondition, Webhook, WebhookFilter } from '@waqtor/contracts';
import type { WebhookWish } from '$lib/api/webhooks.ts';

export type FilterOperator = FilterCondition['op'];
export interface ConditionDraft {
  path: string;
  op: FilterOperator;
  /** As typed; `in` takes several, parted by commas. */
  value: string;
}
export interface HeaderDraft {
  name: string;
  value: string;
}
/** An endpoint as the form holds it: everything as it is typed. */
export interface EndpointDraft {
  url: string;
  description: string;
  events: string[];
  sessionId: string;
  chats: string;
  conditions: ConditionDraft[];
  headers: HeaderDraft[];
  /** Headers that are there already are replaced by what is written; else they stay. */
  replacesHeaders: boolean;
  payload: 'full' | 'thin';
  ordered: boolean;
  isThrottled: boolean;
  perSecond: string;
  profile: 'quick' | 'extended';
  /** As the endpoint has it: attempts and waits that the API was given stay while the profile does. */
  savedRetry: Webhook['retry'] | null;
  ownSecret: string;
  usesOwnSecret: boolean;
}

export const retryOf = ({ profile, savedRetry }: EndpointDraft): WebhookWish['retry'] =>
  savedRetry?.profile === profile ? savedRetry : { profile };

export const draftOf = (webhook: Webhook | null): EndpointDraft => ({
  url: webhook?.url ?? '',
  description: webhook?.description ?? '',
  events: webhook ? [...webhook.events] : ['message.received'],
  sessionId: webhook?.sessionId ?? '',
  chats: (webhook?.filter?.chats ?? []).join('\n'),
  conditions: (webhook?.filter?.conditions ?? []).map((condition) => ({ ...condition, value: typedOf(condition) })),
  headers: [],
  replacesHeaders: webhook === null || webhook.headerNames.length === 0,
  payload: webhook?.payload ?? 'full',
  ordered: webhook?.ordered ?? false,
  isThrottled: webhook ? webhook.throttle !== null : false,
  perSecond: String(webhook?.throttle?.perSecond ?? 10),
  profile: webhook?.retry.profile ?? 'extended',
  savedRetry: webhook?.retry ?? null,
  ownSecret: '',
  usesOwnSecret: false,
});

/** `12` is a number and `true` a truth value, as in the event; in quotes they are text. */
const scalarOf = (typed: string): string | number | boolean | null => {
  const text = typed.trim();
  if (/^".*"$/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  // A phone number is digits and yet text in every event.
  if (/^-?\d{1,9}(\.\d+)?$/.test(text)) return Number(text);
  return text;
};
const listIn = (typed: string, parting: RegExp): string[] =>
  typed
    .split(parting)
    .map((part) => part.trim())
    .filter((part) => part !== '');
/** Parted by commas that stand outside quotes. */
const SEVERAL = /[,،](?=(?:[^"]*"[^"]*")*[^"]*$)/;

/** What would be read as the same value again: `"12"` for text that looks like a number. */
const typedScalar = (value: string | number | boolean | null, isListed: boolean): string => {
  const text = String(value);
  if (typeof value !== 'string') return text;
  return scalarOf(text) === value && !(isListed && SEVERAL.test(text)) ? text : `"${text}"`;
};
const typedOf = ({ op, value }: FilterCondition): string => {
  if (Array.isArray(value)) return value.map((one) => typedScalar(one, true)).join(', ');
  return op === 'contains' || op === 'prefix' ? String(value) : typedScalar(value, false);
};

const conditionOf = ({ path, op, value }: ConditionDraft): FilterCondition => {
  if (op === 'in') return { path: path.trim(), op, value: listIn(value, SEVERAL).map(scalarOf) };
  if (op === 'contains' || op === 'prefix') return { path: path.trim(), op, value };
  if (op === 'exists') return { path: path.trim(), op, value: value !== 'false' };
  return { path: path.trim(), op, value: scalarOf(value) };
};

/** Null: everything that is subscribed is delivered. */
export const filterOf = (draft: EndpointDraft): WebhookFilter | null => {
  const chats = listIn(draft.chats, /[\n,،]/);
  const conditions = draft.conditions.filter(({ path }) => path.trim() !== '').map(conditionOf);
  if (chats.length === 0 && conditions.length === 0) return null;
  return { ...(chats.length > 0 ? { chats } : {}), ...(conditions.length > 0 ? { conditions } : {}) };
};

export const wishOf = (draft: EndpointDraft, isNew: boolean): WebhookWish => ({
  url: draft.url.trim(),
  events: draft.events,
  sessionId: draft.sessionId === '' ? null : draft.sessionId,
  description: draft.description.trim(),
  retry: retryOf(draft),
  filter: filterOf(draft),
  payload: draft.payload,
  ordered: draft.ordered,
  throttle: draft.isThrottled ? { perSecond: Number(draft.perSecond) || 1 } : null,
  ...(draft.replacesHeaders
    ? {
        headers: Object.fromEntries(
          draft.headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
        ),
      }
    : {}),
  ...(isNew && draft.usesOwnSecret ? { secret: draft.ownSecret } : {}),
});
