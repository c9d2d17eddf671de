export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface MenuSide {
  /** Where it opens when there is room on both sides. */
  side: 'top' | 'bottom';
  /** Which edges stand over each other, in the direction of writing. */
  align: 'start' | 'end';
  isRtl: boolean;
}

const GAP_PX = 5;
/** Never nearer to the window's edge. */
const MARGIN_PX = 8;

/** Where a menu stands beside its button, in pixels of the window: turned over or moved in where it would be cut. */
export const menuPlace = (button: Box, menu: Size, room: Size, { side, align, isRtl }: MenuSide) => {
  const above = button.top - GAP_PX - menu.height;
  const below = button.bottom + GAP_PX;
  const fitsAbove = above >= MARGIN_PX;
  const fitsBelow = below + menu.height <= room.height - MARGIN_PX;
  const isAbove = side === 'top' ? fitsAbove || !fitsBelow : fitsAbove && !fitsBelow;
  const isLeft = (align === 'start') !== isRtl;
  const into = (at: number, length: number, space: number): number =>
    Math.max(MARGIN_PX, Math.min(at, space - MARGIN_PX - length));
  return {
    left: into(isLeft ? button.left : button.right - menu.width, menu.width, room.width),
    top: into(isAbove ? above : below, menu.height, room.height),
  };
};
