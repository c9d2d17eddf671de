// replaced by endpoint's at the merge
import type { WebhookFilter } from '@waqtor/contracts';

export const filterCannotMatch = (
  _events: readonly string[],
  filter: WebhookFilter,
): { pointer: string; why: string } | null => {
  const at = (filter.conditions ?? []).findIndex(({ path }) => path.startsWith('nowhere.'));
  return at < 0 ? null : { pointer: `/conditions/${at}/path`, why: 'none of the events has this field' };
};

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    value,
  );

export const matchesFilter = (filter: WebhookFilter, event: { data: Record<string, unknown> }): boolean =>
  (filter.chats?.includes(String(event.data.chatId)) ?? true) &&
  (filter.conditions ?? []).every(({ path, value }) => at(event, path.split('.')) === value);
