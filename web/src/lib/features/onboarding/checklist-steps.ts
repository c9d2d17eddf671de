import type { SessionState } from '@waqtor/contracts';

export type StepId = 'link' | 'receive' | 'send';

export interface ChecklistStep {
  id: StepId;
  isDone: boolean;
}

/** The first run, judged by what happened and never by what was clicked. */
export const checklistSteps = (session: SessionState | null): ChecklistStep[] => [
  { id: 'link', isDone: session !== null && (session.clientInfo !== null || session.status === 'ready') },
  { id: 'receive', isDone: (session?.stats.received ?? 0) > 0 },
  { id: 'send', isDone: (session?.stats.sent ?? 0) > 0 },
];
