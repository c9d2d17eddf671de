import { describe, expect, it } from 'vitest';
import { afterAlert, type AlertNews } from './alert-news.ts';

const news = (change: Partial<AlertNews> = {}): AlertNews => ({
  metric: 'errors',
  value: 12,
  limit: 10,
  since: '2026-11-20T10:00:00.000Z',
  state: 'raised',
  ...change,
});
const { state: _state, ...errors } = news();
const { state: _other, ...refusals } = news({ metric: 'refusals' });

describe('H-14 alerts that stand', () => {
  it('H-14 one that is raised again stands once, with its newest value', () => {
    expect(afterAlert([errors, refusals], news({ value: 20 }))).toEqual([refusals, { ...errors, value: 20 }]);
  });

  it('H-14 one that is cleared stands no longer', () => {
    expect(afterAlert([errors, refusals], news({ state: 'cleared' }))).toEqual([refusals]);
  });
});
