/** Why a voice message cannot be recorded; each has its words in `refusal-words.ts`. */
export type VoiceRefusal =
  /** The page did not come by https. */
  | 'insecure'
  /** The browser has no Opus encoder, or no microphones at all. */
  | 'unsupported'
  /** The person, the browser or the system said no. */
  | 'denied'
  /** No microphone is connected. */
  | 'missing'
  /** Another program holds it. */
  | 'busy'
  /** The part of the page that records could not be loaded. */
  | 'unloaded'
  /** Nothing, or less than can be heard, was recorded. */
  | 'empty'
  /** Recording broke before anything of it could be kept. */
  | 'failed';

/** What ended a recording: the person, its length, the microphone (pulled out, encoder broke), or another chat. */
export type RecordingEnd = 'asked' | 'limit' | 'lost' | 'left';

export type RecorderState =
  | { name: 'idle' }
  /** Permission and the library are waited for. */
  | { name: 'asking' }
  | { name: 'recording' }
  /** The microphone is released; the file is being finished, for this purpose. */
  | { name: 'closing'; purpose: 'keep' | 'send' | 'drop'; end: RecordingEnd }
  | { name: 'refused'; why: VoiceRefusal };

export type RecorderInput =
  | { kind: 'press' | 'opened' | 'stop' | 'send' | 'discard' | 'leave' | 'limit' | 'lost' | 'broken' }
  | { kind: 'refused'; why: VoiceRefusal }
  | { kind: 'closed'; isEmpty: boolean };

/**
 * What is to be done now. `open`: ask for the microphone; `abandon`: let go of it, also when it is granted later;
 * `close`: let go of it and finish the file; `keep`, `send` and `drop` the finished file, which `drop` may give back.
 */
export type RecorderOrder = 'open' | 'abandon' | 'close' | 'keep' | 'send' | 'drop';

export interface RecorderStep {
  state: RecorderState;
  order: RecorderOrder | null;
}

type Rules = {
  [Name in RecorderState['name']]: {
    [Kind in RecorderInput['kind']]?: (
      from: Extract<RecorderState, { name: Name }>,
      input: Extract<RecorderInput, { kind: Kind }>,
    ) => RecorderStep;
  };
};

const IDLE: RecorderState = { name: 'idle' };
const to = (state: RecorderState, order: RecorderOrder | null = null): RecorderStep => ({ state, order });
const open = (): RecorderStep => to({ name: 'asking' }, 'open');
const refuse = (why: VoiceRefusal): RecorderStep => to({ name: 'refused', why });
const close = (purpose: 'keep' | 'send' | 'drop', end: RecordingEnd): RecorderStep =>
  to({ name: 'closing', purpose, end }, 'close');

/** What is not listed changes nothing: a key pressed twice, a limit reached while the file is being finished. */
const RULES: Rules = {
  idle: { press: open },
  asking: {
    opened: () => to({ name: 'recording' }),
    refused: (_, { why }) => refuse(why),
    discard: () => to(IDLE, 'abandon'),
    leave: () => to(IDLE, 'abandon'),
  },
  recording: {
    stop: () => close('keep', 'asked'),
    send: () => close('send', 'asked'),
    discard: () => close('drop', 'asked'),
    // Left, full or cut off: what was said stays as a draft.
    leave: () => close('keep', 'left'),
    limit: () => close('keep', 'limit'),
    lost: () => close('keep', 'lost'),
  },
  closing: {
    // Enter right behind Stop means the same recording.
    send: ({ purpose, end }) => to({ name: 'closing', purpose: purpose === 'keep' ? 'send' : purpose, end }),
    discard: ({ purpose, end }) => to({ name: 'closing', purpose: purpose === 'keep' ? 'drop' : purpose, end }),
    closed: ({ purpose, end }, { isEmpty }) => {
      if (!isEmpty) return to(IDLE, purpose);
      return purpose === 'drop' || end === 'left' ? to(IDLE) : refuse('empty');
    },
    broken: ({ purpose }) => (purpose === 'drop' ? to(IDLE) : refuse('failed')),
  },
  refused: { press: open, discard: () => to(IDLE), leave: () => to(IDLE) },
};

/** The recorder's next state and what is to be done; pure, so that every order of inputs can be tried. */
export const stepRecorder = (state: RecorderState, input: RecorderInput): RecorderStep => {
  const rule = RULES[state.name][input.kind] as
    ((from: RecorderState, input: RecorderInput) => RecorderStep) | undefined;
  return rule?.(state, input) ?? to(state);
};
