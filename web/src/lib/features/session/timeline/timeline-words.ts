import type { TimelineEntry } from '@waqtor/contracts';
import { formatMoment } from '$lib/i18n/format.ts';
import { isolate } from '$lib/i18n/isolate.ts';
import * as m from '$lib/paraglide/messages.js';
import { reasonWords, statusTone, statusWords, type SessionTone } from '../session-words.ts';

type Of<Kind extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: Kind }>;

export type TimelineIcon = 'status' | 'order' | 'repair' | 'host' | 'compat' | 'loss';
export interface TimelineWords {
  icon: TimelineIcon;
  tone: SessionTone;
  title: string;
  /** Why, or what follows from it; empty when there is nothing to add. */
  text: string;
  /** Names of the software's own, shown as they are. */
  codes: string[];
}

const ORDERS: Record<Of<'order'>['order'], () => string> = {
  start: m.log_order_start,
  stop: m.log_order_stop,
  restart: m.log_order_restart,
  logout: m.log_order_logout,
  move: m.log_order_move,
  pairing_code: m.log_order_pairing_code,
};
const STEPS: Record<Of<'recovery'>['stage'], () => string> = {
  reattach: m.log_step_reattach,
  reload: m.log_step_reload,
  restart: m.log_step_restart,
  recycle: m.log_step_recycle,
  kill: m.log_step_kill,
};
const CAUSES: Record<Of<'recovery'>['cause'], () => string> = {
  probe_missed: m.log_cause_probe_missed,
  deaf: m.log_cause_deaf,
  memory: m.log_cause_memory,
  age: m.log_cause_age,
  browser_ended: m.log_cause_browser_ended,
  page_crashed: m.log_cause_page_crashed,
  page_error: m.log_cause_page_error,
  start_deadline: m.log_cause_start_deadline,
  ready_deadline: m.log_cause_ready_deadline,
  call_unanswered: m.log_cause_call_unanswered,
  process_failed: m.log_cause_process_failed,
  network: m.log_cause_network,
  operator: m.log_cause_operator,
};
const OUTCOMES: Record<Of<'recovery'>['outcome'], { title: (input: { step: string }) => string; tone: SessionTone }> = {
  begun: { title: m.log_repair_begun, tone: 'warn' },
  worked: { title: m.log_repair_worked, tone: 'ok' },
  failed: { title: m.log_repair_failed, tone: 'bad' },
};
const plain = { text: '', codes: [] };

/** One entry in the reader's language; values of a newer server are told by their code, kinds of it in general. */
export const timelineWords = (entry: TimelineEntry, hostName: (hostId: string) => string | null): TimelineWords => {
  switch (entry.kind) {
    case 'status': {
      const text = entry.reason === null ? '' : (reasonWords(entry.reason) ?? entry.reason);
      return { ...plain, icon: 'status', tone: statusTone(entry.status), title: statusWords(entry.status), text };
    }
    case 'order':
      return { ...plain, icon: 'order', tone: 'inf', title: ORDERS[entry.order]?.() ?? entry.order };
    case 'recovery':
      return repairWords(entry);
    case 'host': {
      const name = hostName(entry.hostId);
      const title = name === null ? m.log_host_other() : m.log_host({ host: isolate(name) });
      return { ...plain, icon: 'host', tone: 'off', title, text: m.log_host_text() };
    }
    case 'compat':
      return compatWords(entry);
    case 'data_loss': {
      const text = entry.since ? m.log_data_loss_since({ at: formatMoment(entry.since) }) : m.log_data_loss_text();
      return { ...plain, icon: 'loss', tone: 'bad', title: m.log_data_loss(), text };
    }
    default:
      return { ...plain, icon: 'status', tone: 'off', title: m.log_unknown() };
  }
};

const repairWords = ({ stage, cause, outcome }: Of<'recovery'>): TimelineWords => {
  const step = STEPS[stage]?.() ?? stage;
  const { title, tone } = OUTCOMES[outcome] ?? OUTCOMES.begun;
  // The cause is told once, where the repair begins.
  const text = outcome === 'begun' ? (CAUSES[cause]?.() ?? cause) : '';
  return { ...plain, icon: 'repair', tone, title: title({ step }), text };
};

const compatWords = ({ missing, failedPatches }: Of<'compat'>): TimelineWords => ({
  icon: 'compat',
  tone: 'bad',
  title: m.log_compat(),
  text: missing.length > 0 ? m.log_compat_missing() : m.log_compat_patches(),
  codes: missing.length > 0 ? missing : failedPatches,
});
