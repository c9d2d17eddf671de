import type { AuditRow } from '@waqtor/contracts';
import { formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';
import { actionWords } from './action-words.ts';

/** Who did it, by name where the person or key still exists. */
export const actorWords = (row: Pick<AuditRow, 'actor'>): string => {
  if (row.actor.kind === 'system') return m.audit_actor_system();
  if (row.actor.name !== null) return row.actor.name;
  return row.actor.kind === 'key' ? m.audit_actor_key() : m.audit_actor_gone();
};

export const outcomeWords = (outcome: string): { label: string; tone: string } => {
  if (outcome === 'refused') return { label: m.audit_outcome_refused(), tone: 'badge-danger' };
  if (outcome === 'attempted') return { label: m.audit_outcome_attempted(), tone: 'badge-warning' };
  return { label: m.audit_outcome_done(), tone: 'badge-success' };
};

/** What was done; grouped rows say how often. */
export const rowWords = (row: Pick<AuditRow, 'action' | 'count'>): string =>
  row.count > 1
    ? m.audit_times({ action: actionWords(row.action), count: row.count, shown: formatNumber(row.count) })
    : actionWords(row.action);
