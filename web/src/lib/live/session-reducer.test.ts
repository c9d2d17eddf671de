import { readFileSync } from 'node:fs';
import type { SessionState, WaqtorEvent } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { applySessionEvent, mergeRead } from './session-reducer.ts';

const fixture = <T>(name: string): T =>
  JSON.parse(
    readFileSync(new URL(`../../../../packages/contracts/fixtures/${name}.json`, import.meta.url), 'utf8'),
  ) as T;
const events = fixture<WaqtorEvent[]>('events');
const ready = fixture<{ sessionState: SessionState }>('resources').sessionState;
const event = (type: string, data: Record<string, unknown> = {}): WaqtorEvent => {
  const found = events.find((one) => one.type === type) as WaqtorEvent;
  return { ...found, data: { ...found.data, ...data } };
};
const waiting: SessionState = { ...ready, status: 'qr', clientInfo: null };

describe('S-2 a session on the screen', () => {
  it('S-2 takes a new code with its attempt and deadline', () => {
    expect(applySessionEvent(waiting, event('session.qr'))).toMatchObject({
      status: 'qr',
      qr: '2@AAAA,BBBB,CCCC,DDDD,1',
      qrAttempt: 3,
      qrMaxAttempts: 6,
      qrExpiresAt: '2026-11-21T09:30:20.000Z',
    });
  });

  it('S-2 drops the code as soon as the status is another', () => {
    const shown = applySessionEvent(waiting, event('session.qr'));
    const after = applySessionEvent(shown, event('session.status', { status: 'connecting' }));
    expect(after).toMatchObject({ status: 'connecting', qr: null, qrExpiresAt: null });
  });

  it('S-2 does not fall back to a code that arrives after the phone was linked', () => {
    expect(applySessionEvent(ready, event('session.qr'))).toBe(ready);
  });

  it('S-1 takes status, reason and whose phone it is', () => {
    const after = applySessionEvent(
      ready,
      event('session.status', { status: 'disconnected', reason: 'unlinked', clientInfo: null }),
    );
    expect(after).toMatchObject({ status: 'disconnected', reason: { code: 'unlinked' }, clientInfo: null });
  });

  it('S-3 takes the counters', () => {
    expect(applySessionEvent(ready, event('session.stats', { sent: 99 })).stats.sent).toBe(99);
  });

  it('S-4 leaves other sessions alone', () => {
    const other = { ...ready, sessionId: 'ses_00000000000000000000000000' };
    expect(applySessionEvent(other, event('session.status', { status: 'stopped' }))).toBe(other);
  });

  it('S-5 takes which try of how many, and forgets it when the next status names none', () => {
    const recovery = { attempt: 2, maxAttempts: 5, nextAt: '2026-11-21T09:30:20.000Z' };
    const away = applySessionEvent(ready, event('session.status', { status: 'disconnected', recovery }));
    expect(away.recovery).toEqual(recovery);
    expect(applySessionEvent(away, event('session.status', { status: 'ready' })).recovery).toBeNull();
  });
});

describe('S-4 a list that is read again', () => {
  const at = (second: number): string => `2026-11-21T09:30:0${second}.000Z`;

  it('S-4 does not take a session back behind an event that came while it was read', () => {
    const known: SessionState = { ...ready, status: 'disconnected', clientInfo: null, since: at(5) };
    const merged = mergeRead(known, { ...ready, name: 'Sales', since: at(1) });
    expect(merged).toMatchObject({ name: 'Sales', status: 'disconnected', clientInfo: null, since: at(5) });
  });

  it('S-4 takes the answer when it is the later one, or nothing was known', () => {
    const read = { ...ready, since: at(5) };
    expect(mergeRead({ ...ready, status: 'starting', since: at(1) }, read)).toBe(read);
    expect(mergeRead(undefined, read)).toBe(read);
  });

  it('S-2 keeps the later of two codes of the same state', () => {
    const code = (qr: string, expires: number): SessionState => ({
      ...waiting,
      since: at(1),
      qr,
      qrExpiresAt: at(expires),
    });
    expect(mergeRead(code('new', 9), code('old', 3)).qr).toBe('new');
    expect(mergeRead(code('old', 3), code('new', 9)).qr).toBe('new');
  });
});
