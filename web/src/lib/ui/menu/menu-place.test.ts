import { describe, expect, it } from 'vitest';
import { menuPlace } from './menu-place.ts';

const room = { width: 1000, height: 800 };
const menu = { width: 200, height: 300 };
const button = (left: number, top: number) => ({ left, top, right: left + 30, bottom: top + 30 });

describe('D-5 where a menu opens', () => {
  it('D-5 opens under its button, edges in line as the text runs', () => {
    const at = (align: 'start' | 'end', isRtl: boolean) =>
      menuPlace(button(500, 100), menu, room, { side: 'bottom', align, isRtl }).left;
    expect([at('start', false), at('end', false), at('start', true), at('end', true)]).toEqual([500, 330, 330, 500]);
  });

  it('D-5 turns over where it would be cut, and stays in the window where it fits on neither side', () => {
    const top = (atPx: number, side: 'top' | 'bottom', height = 300) =>
      menuPlace(button(500, atPx), { ...menu, height }, room, { side, align: 'start', isRtl: false }).top;
    expect(top(100, 'bottom')).toBe(135);
    expect(top(700, 'bottom')).toBe(395);
    expect(top(100, 'top')).toBe(135);
    expect(top(400, 'bottom', 600)).toBe(192);
  });

  it('D-5 keeps away from the sides', () => {
    const left = (atPx: number) =>
      menuPlace(button(atPx, 100), menu, room, { side: 'bottom', align: 'start', isRtl: false }).left;
    expect([left(0), left(960)]).toEqual([8, 792]);
  });
});
