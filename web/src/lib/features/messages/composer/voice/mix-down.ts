/** Channels of the same length → one, as loud as their mean: a device that only fills one of two stays in range. */
export const mixDown = (planes: Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer> => {
  const [first = new Float32Array(), ...others] = planes;
  if (others.length === 0) return first;
  return first.map((sample, at) => others.reduce((sum, plane) => sum + (plane[at] ?? 0), sample) / planes.length);
};
