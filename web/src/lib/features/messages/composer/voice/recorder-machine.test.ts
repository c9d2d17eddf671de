import { describe, expect, it } from 'vitest';
import { type RecorderInput, type RecorderState, stepRecorder } from './recorder-machine.ts';

const IDLE = { name: 'idle' } as const;
const run = (inputs: (RecorderInput | RecorderInput['kind'])[], from: RecorderState = IDLE) => {
  let state = from;
  const orders = inputs.map((input) => {
    const step = stepRecorder(state, typeof input === 'string' ? ({ kind: input } as RecorderInput) : input);
    state = step.state;
    return step.order;
  });
  return { state, orders: orders.filter((order) => order !== null) };
};
const closed = (isEmpty = false): RecorderInput => ({ kind: 'closed', isEmpty });

describe('M-2 the recorder of voice messages', () => {
  it('M-2 asks, records, stops and keeps', () => {
    expect(run(['press', 'opened', 'stop', closed()])).toEqual({ state: IDLE, orders: ['open', 'close', 'keep'] });
  });

  it('M-2 sends what is being recorded, and what is being finished', () => {
    expect(run(['press', 'opened', 'send', closed()]).orders).toEqual(['open', 'close', 'send']);
    expect(run(['press', 'opened', 'stop', 'send', closed()]).orders).toEqual(['open', 'close', 'send']);
  });

  it('M-2 one press, one microphone: a second press, stop or end changes nothing', () => {
    expect(run(['press', 'press', 'opened', 'press', 'stop', 'stop', 'lost', 'limit', closed(), closed()])).toEqual({
      state: IDLE,
      orders: ['open', 'close', 'keep'],
    });
  });

  it('M-2 what was cancelled or left while permission was asked lets go of the microphone and never records', () => {
    for (const end of ['discard', 'leave'] as const) {
      expect(run(['press', end, 'opened'])).toEqual({ state: IDLE, orders: ['open', 'abandon'] });
    }
  });

  it.each([
    ['leave', 'left'],
    ['limit', 'limit'],
    ['lost', 'lost'],
  ] as const)('M-2 %s while recording keeps what was said', (input, end) => {
    const { state, orders } = run(['press', 'opened', input]);
    expect(state).toEqual({ name: 'closing', purpose: 'keep', end });
    expect([...orders, stepRecorder(state, closed()).order]).toEqual(['open', 'close', 'keep']);
  });

  it('M-2 leaving while a recording is finished to be sent sends it', () => {
    expect(run(['press', 'opened', 'send', 'leave', closed()]).orders).toEqual(['open', 'close', 'send']);
  });

  it('M-2 a discarded recording is finished too: it can be taken back', () => {
    expect(run(['press', 'opened', 'discard', 'send', closed()]).orders).toEqual(['open', 'close', 'drop']);
  });

  it('M-2 says why: refused, empty, broken; and can be pressed again', () => {
    const denied = run(['press', { kind: 'refused', why: 'denied' }]);
    expect(denied.state).toEqual({ name: 'refused', why: 'denied' });
    expect(run(['press', 'opened'], denied.state)).toEqual({ state: { name: 'recording' }, orders: ['open'] });
    expect(run(['press', 'opened', 'stop', closed(true)]).state).toEqual({ name: 'refused', why: 'empty' });
    expect(run(['press', 'opened', 'send', 'broken']).state).toEqual({ name: 'refused', why: 'failed' });
    expect(run(['discard'], denied.state).state).toEqual(IDLE);
  });

  it('M-2 who threw an empty recording away, or left it, is told nothing', () => {
    expect(run(['press', 'opened', 'discard', closed(true)])).toEqual({ state: IDLE, orders: ['open', 'close'] });
    expect(run(['press', 'opened', 'leave', closed(true)])).toEqual({ state: IDLE, orders: ['open', 'close'] });
  });
});
