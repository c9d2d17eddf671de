import { DEFAULT_MONITOR_THRESHOLDS as DEFAULTS, MONITOR_METRICS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { METRICS, USUAL_THRESHOLDS } from './metrics.ts';
import { changesIn, draftOf, faultsIn, type ThresholdDraft } from './threshold-draft.ts';

const draft = (change: Partial<ThresholdDraft> = {}): ThresholdDraft => ({ ...draftOf(DEFAULTS), ...change });
const changesOf = (change: Partial<ThresholdDraft>) => changesIn(draft(change), DEFAULTS);

describe('H-14 thresholds as they are typed', () => {
  it('H-14 knows the metrics and the usual numbers of the contract', () => {
    expect([METRICS, USUAL_THRESHOLDS]).toEqual([MONITOR_METRICS, DEFAULTS]);
  });

  it('H-14 bytes are shown in kilobytes', () => {
    expect(draft().averageBufferedBytes).toEqual({ isOn: true, text: '256' });
  });

  it('H-14 what is untouched is not sent, even where the shown unit is rounded', () => {
    const odd = { ...DEFAULTS, averageBufferedBytes: 1_500 };
    expect(changesIn(draftOf(odd), odd)).toEqual({});
  });

  it('H-14 sends numbers in the unit of the API', () => {
    expect(changesOf({ averageBufferedBytes: { isOn: true, text: '64' } })).toEqual({ averageBufferedBytes: 65_536 });
  });

  it('H-14 takes Arabic digits and separators', () => {
    expect(changesOf({ connections: { isOn: true, text: '٢٬٥٠٠' } })).toEqual({ connections: 2_500 });
  });

  it('H-14 switches one off, and offers the usual number when it is switched on again', () => {
    expect(changesOf({ errors: { isOn: false, text: '10' } })).toEqual({ errors: null });
    const off = { ...DEFAULTS, errors: null };
    expect(draftOf(off).errors).toEqual({ isOn: false, text: '10' });
    expect(changesIn(draft(), off)).toEqual({ errors: 10 });
  });

  it.each(['', '0', '-3', '1.5', 'ten', '1234567890'])('H-14 refuses "%s" where a limit is on', (text) => {
    expect(faultsIn(draft({ refusals: { isOn: true, text } }))).toEqual(['refusals']);
    expect(faultsIn(draft({ refusals: { isOn: false, text } }))).toEqual([]);
  });
});
