import { describe, expect, it } from 'vitest';
import { retentionCut, type LogExtent } from './retention.ts';

const log = (change: Partial<LogExtent>): LogExtent => ({
  firstSeq: 1,
  lastSeq: 50_000,
  agedSeq: 0,
  totalBytes: 0,
  oversizeSeq: 0,
  cursors: [],
  ...change,
});

describe('retention', () => {
  it('H-6 removes nothing that is young and small', () => {
    expect(retentionCut(log({}))).toBe(0);
  });

  it('H-6 removes what is older than 24 h', () => {
    expect(retentionCut(log({ agedSeq: 30_000 }))).toBe(30_000);
  });

  it('H-6 keeps at least 10,000 events however old', () => {
    expect(retentionCut(log({ agedSeq: 50_000 }))).toBe(40_000);
    expect(retentionCut(log({ lastSeq: 9000, agedSeq: 9000 }))).toBe(0);
  });

  it('H-6 removes young events above the size', () => {
    expect(retentionCut(log({ oversizeSeq: 700 }))).toBe(700);
  });

  it('H-6 never passes the cursor of an endpoint that waits for young events', () => {
    expect(retentionCut(log({ oversizeSeq: 700, cursors: [200, 50_000] }))).toBe(200);
  });

  it('H-6 passes a cursor that has waited for more than 24 h', () => {
    expect(retentionCut(log({ agedSeq: 30_000, cursors: [10] }))).toBe(30_000);
  });
});
