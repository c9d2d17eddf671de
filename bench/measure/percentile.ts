/** The value below which `share` (0…1) of the samples lie; nearest rank. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
