import type { MonitorMetric, MonitorThresholds } from '@waqtor/contracts';
import { digitsIn } from '../../ui/digits.ts';
import { METRICS, USUAL_THRESHOLDS } from './metrics.ts';

/** One row of the form: as typed, in the unit that is shown. */
export interface ThresholdField {
  isOn: boolean;
  text: string;
}
export type ThresholdDraft = Record<MonitorMetric, ThresholdField>;

const KIBIBYTE = 1_024;
/** Bytes are typed in kilobytes. */
const unitOf = (metric: MonitorMetric): number => (metric === 'averageBufferedBytes' ? KIBIBYTE : 1);
/** More digits than any limit needs. */
export const MAX_DIGITS = 9;

/** One that is off offers the usual number, for when it is switched on again. */
export const draftOf = (thresholds: MonitorThresholds): ThresholdDraft =>
  Object.fromEntries(
    METRICS.map((metric) => {
      const value = thresholds[metric] ?? USUAL_THRESHOLDS[metric];
      const shown = Math.max(1, Math.round(value / unitOf(metric)));
      return [metric, { isOn: thresholds[metric] !== null, text: String(shown) }];
    }),
  ) as ThresholdDraft;

/** The number that was typed, in Latin or Arabic digits; null when it is not a whole number from 1 on. */
const numberIn = ({ text }: ThresholdField): number | null => {
  const digits = digitsIn(text);
  // Anything dropped besides separators would be another number than the one that stands there: 1.5, -3.
  const isPlain = /^[\d٠-٩۰-۹\s,٬]+$/u.test(text.trim());
  return isPlain && digits.length <= MAX_DIGITS && Number(digits) >= 1 ? Number(digits) : null;
};

export const faultsIn = (draft: ThresholdDraft): MonitorMetric[] =>
  METRICS.filter((metric) => draft[metric].isOn && numberIn(draft[metric]) === null);

/** What a PATCH has to say; a field that reads as before is left alone, since shown units are rounded. */
export const changesIn = (draft: ThresholdDraft, thresholds: MonitorThresholds): Partial<MonitorThresholds> => {
  const before = draftOf(thresholds);
  const changes: Partial<MonitorThresholds> = {};
  for (const metric of METRICS) {
    const { isOn } = draft[metric];
    const value = numberIn(draft[metric]);
    if (!isOn && before[metric].isOn) changes[metric] = null;
    if (isOn && value !== null && (!before[metric].isOn || value !== numberIn(before[metric]))) {
      changes[metric] = value * unitOf(metric);
    }
  }
  return changes;
};
