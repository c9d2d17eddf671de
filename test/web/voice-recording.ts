import type { Page } from 'playwright-core';
import { until } from '../../packages/testing/src/condition.ts';

/** A microphone that beeps, and nobody who has to click on "Allow". */
export const FAKE_MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

export const voiceBar = (page: Page) =>
  page.getByRole('group', { name: 'Voice message' }).and(page.locator('.voice-bar'));

/** Presses the microphone and waits until the row has counted to `time`. */
export const record = async (page: Page, time: string): Promise<void> => {
  await page.getByRole('button', { name: 'Record a voice message' }).click();
  await voiceBar(page).getByRole('timer').filter({ hasText: time }).waitFor();
};

interface Watched extends Window {
  tracks?: MediaStreamTrack[];
}
/** Remembers each track that this document is given from now on. */
export const watchMicrophone = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const tracks = ((window as Watched).tracks = []) as MediaStreamTrack[];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wished) => {
      const stream = await ask(wished);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });

/** Waits until `count` microphones were opened and none of them is on any more. */
export const microphonesOff = (page: Page, count: number): Promise<true> =>
  until(`${count} microphones, all off`, () =>
    page.evaluate((expected) => {
      const { tracks = [] } = window as Watched;
      return tracks.length === expected && tracks.every(({ readyState }) => readyState === 'ended');
    }, count),
  );
