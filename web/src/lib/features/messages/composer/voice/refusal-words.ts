import { formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';
import type { RecordingEnd, VoiceRefusal } from './recorder-machine.ts';
import { MAX_SECONDS } from './voice-recorder.svelte.ts';

const REFUSALS: Record<VoiceRefusal, () => string> = {
  insecure: m.voice_refused_insecure,
  unsupported: m.voice_refused_unsupported,
  denied: m.voice_refused_denied,
  missing: m.voice_refused_missing,
  busy: m.voice_refused_busy,
  unloaded: m.voice_refused_unloaded,
  empty: m.voice_refused_empty,
  failed: m.voice_refused_failed,
};

/** Why nothing is recorded, and what to do about it. */
export const refusalWords = (why: VoiceRefusal): string => REFUSALS[why]();

/** What the person did not ask for: the end by the limit, by the microphone or by another chat. Empty otherwise. */
export const endWords = (end: RecordingEnd): string => {
  if (end === 'limit') return m.voice_ended_limit({ minutes: formatNumber(MAX_SECONDS / 60) });
  if (end === 'lost') return m.voice_ended_lost();
  return end === 'left' ? m.voice_ended_left() : '';
};
