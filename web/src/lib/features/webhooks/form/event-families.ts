import type { EventType } from '$lib/api/webhooks.ts';
import { foldText } from '@waqtor/core/text/fold-text';

export interface EventFamily {
  name: string;
  types: EventType[];
}
/** Events that never go to an endpoint: figures of the hub, and what is for one person alone. */
const NEVER_BY_WEBHOOK = /^(monitor|notification)\./;

/** What most people come for stands first; the others follow as the catalogue has them. */
const FIRST = ['message', 'session', 'campaign', 'smartbot'];
const rank = ({ name }: EventFamily): number => {
  const place = FIRST.indexOf(name);
  return place === -1 ? FIRST.length : place;
};

/** Groups by what stands before the dot, as far as name, alias or description has what was typed. */
export const eventFamilies = (types: readonly EventType[], typed: string): EventFamily[] => {
  const wanted = foldText(typed).trim();
  const families = new Map<string, EventType[]>();
  for (const type of types) {
    if (NEVER_BY_WEBHOOK.test(type.name)) continue;
    if (wanted !== '' && !foldText(`${type.name} ${type.aliases.join(' ')} ${type.description}`).includes(wanted))
      continue;
    const family = type.name.split('.')[0] ?? type.name;
    families.set(family, [...(families.get(family) ?? []), type]);
  }
  return [...families].map(([name, found]) => ({ name, types: found })).sort((one, other) => rank(one) - rank(other));
};
