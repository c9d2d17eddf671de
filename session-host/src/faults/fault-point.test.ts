import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { armFaultPoint } from './fault-point.ts';

describe('fault points', () => {
  it('S-5 kills at the named point only, and once for a data folder', () => {
    const dir = mkdtempSync(join(tmpdir(), 'waqtor-fault-'));
    const kills: string[] = [];
    const first = armFaultPoint('after_intent', dir, () => kills.push('first'));
    first('before_intent');
    first('after_intent');
    const restarted = armFaultPoint('after_intent', dir, () => kills.push('restarted'));
    restarted('after_intent');
    expect(kills).toEqual(['first']);
    armFaultPoint('before_outcome', dir, () => kills.push('other'))('before_outcome');
    expect(kills).toEqual(['first', 'other']);
  });

  it('S-7 does nothing when no point is configured', () => {
    armFaultPoint(null, '/nowhere', () => {
      throw new Error('killed');
    })('before_intent');
  });
});
