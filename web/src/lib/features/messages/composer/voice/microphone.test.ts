import { describe, expect, it } from 'vitest';
import { openMicrophone, type Recordable } from './microphone.ts';

const track = {} as MediaStreamTrack;
let asked = 0;
const browser = (over: Partial<Recordable> = {}, failure?: string): Recordable => ({
  isSecureContext: true,
  audioEncoder: { isConfigSupported: () => Promise.resolve({ supported: true }) },
  mediaDevices: {
    getUserMedia: () => {
      asked++;
      if (failure) return Promise.reject(new DOMException('no', failure));
      return Promise.resolve({ getAudioTracks: () => [track] } as unknown as MediaStream);
    },
  },
  ...over,
});

describe('M-2 the microphone', () => {
  it('M-2 is opened when everything is there', async () => {
    expect(await openMicrophone(browser())).toEqual({ track });
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['SomethingNew', 'failed'],
  ])('M-2 %s of the browser is told as %s', async (name, refusal) => {
    expect(await openMicrophone(browser({}, name))).toEqual({ refusal });
  });

  it.each<[string, Partial<Recordable>, string]>([
    ['a page that did not come by https', { isSecureContext: false }, 'insecure'],
    ['a browser without microphones', { mediaDevices: undefined }, 'unsupported'],
    ['a browser without an encoder', { audioEncoder: undefined }, 'unsupported'],
    [
      'an encoder without Opus',
      { audioEncoder: { isConfigSupported: () => Promise.resolve({ supported: false }) } },
      'unsupported',
    ],
    [
      'an encoder that does not know Opus',
      { audioEncoder: { isConfigSupported: () => Promise.reject(new TypeError()) } },
      'unsupported',
    ],
  ])('M-2 %s asks nobody for permission', async (_, over, refusal) => {
    asked = 0;
    expect(await openMicrophone(browser(over))).toEqual({ refusal });
    expect(asked).toBe(0);
  });
});
