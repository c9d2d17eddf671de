import type { SessionReasonCode, SessionStatus } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { type Incident, judgeIncident, LOST_AFTER_MS } from './session-incident.ts';

const clientInfo = { platform: 'android', phoneNumber: '966500000001', name: 'Shop' };
type Step = [number, SessionStatus, (SessionReasonCode | null)?, { isStopped?: boolean; isNew?: boolean }?];

/** Lives through the steps and answers what was told, with the time. */
const live = (...steps: Step[]): string[] => {
  let incident: Incident | null = null;
  const told: string[] = [];
  for (const [now, status, reason = null, { isStopped = false, isNew = false } = {}] of steps) {
    const standing = {
      desired: isStopped ? ('stopped' as const) : ('running' as const),
      status,
      reason,
      clientInfo: isNew ? null : clientInfo,
    };
    const verdict = judgeIncident(incident, standing, now);
    incident = verdict.incident;
    if (verdict.notice) told.push(`${verdict.notice} ${now}`);
  }
  return told;
};

describe('incidents of a session', () => {
  it('N-4 tell that it is lost after two minutes, and ask to be judged then', () => {
    const standing = { desired: 'running', status: 'disconnected', reason: 'network', clientInfo } as const;
    expect(judgeIncident(null, standing, 1000).judgeAgainAt).toBe(1000 + LOST_AFTER_MS);
    expect(live([0, 'disconnected', 'network'], [LOST_AFTER_MS - 1, 'disconnected', 'network'])).toEqual([]);
    expect(live([0, 'disconnected', 'host_lost'], [LOST_AFTER_MS, 'disconnected', 'host_lost'])).toEqual([
      `session_lost ${LOST_AFTER_MS}`,
    ]);
  });

  it('N-4 count from the first disconnection, however often it tries to come back', () => {
    const later = LOST_AFTER_MS + 5;
    expect(live([0, 'disconnected'], [10, 'starting'], [20, 'disconnected'], [later, 'starting'])).toEqual([]);
    expect(live([0, 'disconnected'], [10, 'starting'], [later, 'disconnected'])).toEqual([`session_lost ${later}`]);
  });

  it.each(['unlinked', 'banned', 'conflict', 'crash_loop', 'browser_failed', 'page_changed'] as const)(
    'N-4 tell of %s at once',
    (reason) => expect(live([5, 'disconnected', reason])).toEqual(['session_lost 5']),
  );

  it.each(['auth_failure', 'action_required'] as const)('N-4 tell that %s needs a person', (status) =>
    expect(live([5, status])).toEqual(['session_needs_you 5']),
  );

  it('N-4 are told once until the session was ready again', () => {
    expect(
      live([1, 'disconnected', 'unlinked'], [2, 'qr'], [3, 'auth_failure'], [4, 'disconnected', 'banned']),
    ).toEqual(['session_lost 1']);
    expect(live([1, 'action_required'], [2, 'ready'], [3, 'action_required'])).toEqual([
      'session_needs_you 1',
      'session_needs_you 3',
    ]);
  });

  it('N-4 are none when the session was stopped or logged out on purpose', () => {
    expect(live([1, 'disconnected', 'crash_loop', { isStopped: true }])).toEqual([]);
    expect(live([1, 'stopped', 'logged_out'], [LOST_AFTER_MS * 2, 'stopped', 'logged_out'])).toEqual([]);
    const later = LOST_AFTER_MS + 1;
    expect(live([0, 'disconnected'], [1, 'stopped', 'stopped_by_operator'], [later, 'disconnected'])).toEqual([]);
  });

  it('N-4 are none for a session that was never linked and has no host yet', () => {
    const isNew = { isNew: true };
    expect(live([0, 'disconnected', 'no_host', isNew], [LOST_AFTER_MS, 'disconnected', 'no_host', isNew])).toEqual([]);
  });
});
