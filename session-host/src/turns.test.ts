import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('S-6 keeps the order of one key, also behind a failure, and lets other keys pass', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = turns.take('a', async () => {
      await gate.promise;
      throw new Error('no');
    });
    void turns.take('a', async () => void done.push('a'));
    await turns.take('b', async () => void done.push('b'));
    expect(done).toEqual(['b']);
    gate.resolve();
    await expect(first).rejects.toThrow('no');
    await turns.idle();
    expect(done).toEqual(['b', 'a']);
  });
});
