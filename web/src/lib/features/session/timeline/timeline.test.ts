import { readFileSync } from 'node:fs';
import { RECOVERY_CAUSES, RECOVERY_STAGES, SESSION_ORDERS, type TimelineEntry } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { timelineDays } from './timeline-days.ts';

describe('S-8 the event log', () => {
  /** The catalogue of texts is compiled by the build; its keys stand for the words. */
  const source = readFileSync(new URL('./timeline-words.ts', import.meta.url), 'utf8');

  it.each([
    ...SESSION_ORDERS.map((order) => [order, 'order'] as const),
    ...RECOVERY_STAGES.map((stage) => [stage, 'step'] as const),
    ...RECOVERY_CAUSES.map((cause) => [cause, 'cause'] as const),
  ])('S-8 %s (%s) is told in words', (value, kind) => expect(source).toContain(`  ${value}: m.log_${kind}_${value},`));

  it('S-8 groups entries by the day of the reader', () => {
    const at = (day: number, hour: number): TimelineEntry => ({
      kind: 'order',
      order: 'start',
      id: `${day}-${hour}`,
      at: new Date(2026, 10, day, hour).toISOString(),
    });
    const days = timelineDays([at(21, 9), at(21, 1), at(20, 23), at(18, 5)]);
    expect(days.map(({ entries }) => entries.length)).toEqual([2, 1, 1]);
    expect(timelineDays([])).toEqual([]);
  });
});
