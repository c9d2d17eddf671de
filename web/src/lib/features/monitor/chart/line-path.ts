/** A place on the drawing; null where nothing is known. */
export type PlotPoint = { x: number; y: number } | null;

/** Tenths are finer than a screen shows, and keep the attribute short. */
const short = (value: number): string => String(Math.round(value * 10) / 10);
const place = ({ x, y }: NonNullable<PlotPoint>): string => `${short(x)} ${short(y)}`;

/** Points that follow one another without a null between them. */
const runsOf = (points: readonly PlotPoint[]): NonNullable<PlotPoint>[][] => {
  const runs: NonNullable<PlotPoint>[][] = [];
  let run: NonNullable<PlotPoint>[] = [];
  for (const point of [...points, null]) {
    if (point) {
      run.push(point);
    } else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return runs;
};

/** The `d` of a line; it is broken where a point is null, and a lonely point is a dot (round caps draw it). */
export const linePath = (points: readonly PlotPoint[]): string =>
  runsOf(points)
    .map((run) => (run.length === 1 ? `M${place(run[0]!)}h0` : `M${run.map(place).join('L')}`))
    .join('');

/** The `d` of what lies between the line and `baseY`. */
export const areaPath = (points: readonly PlotPoint[], baseY: number): string =>
  runsOf(points)
    .filter((run) => run.length > 1)
    .map((run) => `M${short(run[0]!.x)} ${short(baseY)}L${run.map(place).join('L')}V${short(baseY)}z`)
    .join('');
