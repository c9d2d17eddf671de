/** A square of pixels, row by row; true is black. */
export interface BlackAndWhite {
  /** Pixels a side. */
  size: number;
  isBlack: (x: number, y: number) => boolean;
}

/**
 * A square matrix drawn in the middle of a white square of `size` pixels, as large as whole pixels allow: a module that
 * is a pixel wider than its neighbour is what scanners stumble over. RangeError when there are fewer pixels than modules.
 */
export const scaleMatrix = (matrix: readonly (readonly boolean[])[], size: number): BlackAndWhite => {
  const scale = Math.floor(size / matrix.length);
  if (scale < 1) throw new RangeError('The picture is smaller than what it shows.');
  const margin = Math.floor((size - scale * matrix.length) / 2);
  const moduleAt = (pixel: number): number => Math.floor((pixel - margin) / scale);
  return { size, isBlack: (x, y) => matrix[moduleAt(y)]?.[moduleAt(x)] ?? false };
};
