import { AudioSample, MediaStreamAudioTrackSource, NullTarget, OggOutputFormat, Output, Quality } from 'mediabunny';
import { OPUS } from './microphone.ts';
import { mixDown } from './mix-down.ts';
import type { Tape, TapeEars } from './tape.ts';

/** A page is what survives when the encoder breaks: never more than a second is lost. */
const PAGE_SECONDS = 1;
/** RFC 7845 §3: two pages of headers stand before the first sound. */
const HEADER_PAGES = 2;
export const OGG_OPUS = 'audio/ogg; codecs=opus';

const planesOf = (sample: AudioSample): Float32Array<ArrayBuffer>[] =>
  Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(sample.numberOfFrames);
    sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });

/** Encodes a microphone as Ogg with Opus (RFC 7845), while it records. Brings its library along: import it late. */
export const startOggTape = async (track: MediaStreamTrack, { onsound, onlost }: TapeEars): Promise<Tape> => {
  const pages: Uint8Array<ArrayBuffer>[] = [];
  const source = new MediaStreamAudioTrackSource(track as MediaStreamAudioTrack, {
    codec: 'opus',
    quality: new Quality({ bitrate: OPUS.bitrate }),
    // Not the library's own mixer: it waits for five seconds of sound, and the row would stand still so long.
    transform: {
      process: (sample) => {
        const { sampleRate, timestamp } = sample;
        const data = mixDown(planesOf(sample));
        onsound(data, sampleRate);
        return new AudioSample({ data, format: 'f32-planar', numberOfChannels: 1, sampleRate, timestamp });
      },
    },
  });
  const format = new OggOutputFormat({
    maximumPageDuration: PAGE_SECONDS,
    onPage: (page) => pages.push(page.slice() as Uint8Array<ArrayBuffer>),
  });
  const output = new Output({ format, target: new NullTarget() });
  output.addAudioTrack(source);
  source.errorPromise.catch(onlost);
  await output.start();
  return {
    close: async () => {
      try {
        await output.finalize();
      } catch (cause) {
        // The pages before the fault play by themselves.
        if (pages.length <= HEADER_PAGES) throw cause;
      }
      return new Blob(pages, { type: OGG_OPUS });
    },
  };
};
