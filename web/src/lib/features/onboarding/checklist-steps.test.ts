import type { SessionState } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { checklistSteps } from './checklist-steps.ts';

const session = (sent: number, received: number, isLinked: boolean): SessionState =>
  ({ status: isLinked ? 'ready' : 'qr', clientInfo: isLinked ? {} : null, stats: { sent, received } }) as SessionState;
const done = (state: SessionState | null): string[] =>
  checklistSteps(state).flatMap(({ id, isDone }) => (isDone ? [id] : []));

describe('D-8 first-run checklist', () => {
  it('D-8 has nothing done without a session', () => {
    expect(done(null)).toEqual([]);
  });

  it('D-8 completes each step by what happened', () => {
    expect(done(session(0, 0, true))).toEqual(['link']);
    expect(done(session(0, 1, true))).toEqual(['link', 'receive']);
    expect(done(session(1, 1, true))).toEqual(['link', 'receive', 'send']);
  });

  it('D-8 keeps what happened when the phone is unlinked', () => {
    expect(done(session(1, 1, false))).toEqual(['receive', 'send']);
  });
});
