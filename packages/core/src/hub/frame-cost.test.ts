import { describe, expect, it } from 'vitest';
import { frameCost } from './frame-cost.ts';

const cost = (data: string) => frameCost(data, data.length);

describe('cost of a frame', () => {
  it.each(['{"type":"ack","seq":12}', '{ "type" : "ping" }', '{"type":"ping"}'])('H-8 is nothing for %s', (data) => {
    expect(cost(data)).toBe(0);
  });

  it.each(['{"type":"acknowledge"}', '{"type":"get_state"}', '{"seq":1,"type":"ack"}', 'ping', ''])(
    'H-8 is one token for %s',
    (data) => {
      expect(cost(data)).toBe(1);
    },
  );

  it('H-8 counts bytes: one more token for each kilobyte, also of a frame that calls itself an ack', () => {
    expect(cost(`{"type":"ack","pad":"${'x'.repeat(3000)}"}`)).toBe(3);
    expect(frameCost(new ArrayBuffer(10 * 1024), 10 * 1024)).toBe(11);
  });

  it.each([
    '{"type":"ack","type":"subscribe","topics":["all"],"since":0}',
    '{"type":"ping","type":"get_state"}',
    String.raw`{"type":"ping","\u0074ype":"get_state"}`,
  ])('H-8 charges a frame that only begins like a free one: %s', (frame) => {
    expect(frameCost(frame, frame.length)).toBe(1);
  });
});
