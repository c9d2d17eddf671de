import type { VoiceRefusal } from './recorder-machine.ts';

/** What WhatsApp plays as a voice message: one channel of Opus. 15 minutes are some 3.6 MB. */
export const OPUS = { sampleRate: 48_000, numberOfChannels: 1, bitrate: 32_000 } as const;

const REFUSALS: Readonly<Record<string, VoiceRefusal>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** What `getUserMedia` said, in our words. */
export const refusalOf = (error: unknown): VoiceRefusal => (error instanceof Error && REFUSALS[error.name]) || 'failed';

/** What of the browser decides whether it can record; a parameter so that each lack can be tried. */
export interface Recordable {
  isSecureContext: boolean;
  mediaDevices: Pick<MediaDevices, 'getUserMedia'> | undefined;
  audioEncoder: { isConfigSupported(config: object): Promise<{ supported?: boolean }> } | undefined;
}
const thisBrowser = (): Recordable => ({
  isSecureContext,
  // Both are absent in pages that came by http, and in old browsers.
  mediaDevices: navigator.mediaDevices as MediaDevices | undefined,
  audioEncoder: typeof AudioEncoder === 'undefined' ? undefined : AudioEncoder,
});

/** The microphone, or why there is none. Nobody is asked for a permission that would be of no use. */
export const openMicrophone = async (
  { isSecureContext, mediaDevices, audioEncoder }: Recordable = thisBrowser(),
): Promise<{ track: MediaStreamTrack } | { refusal: VoiceRefusal }> => {
  if (!isSecureContext) return { refusal: 'insecure' };
  if (!mediaDevices || !audioEncoder) return { refusal: 'unsupported' };
  try {
    const support = await audioEncoder.isConfigSupported({ codec: 'opus', ...OPUS });
    if (support.supported !== true) return { refusal: 'unsupported' };
  } catch {
    // A browser that does not even know the words of the question cannot encode.
    return { refusal: 'unsupported' };
  }
  try {
    const stream = await mediaDevices.getUserMedia({
      audio: {
        channelCount: 1,
        sampleRate: OPUS.sampleRate,
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
      },
    });
    const [track] = stream.getAudioTracks();
    return track ? { track } : { refusal: 'missing' };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
};
