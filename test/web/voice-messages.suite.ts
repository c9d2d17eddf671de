import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { HUDA, type InboxFixture, QUIET } from './messages.fixture.ts';
import type { InboxCall } from './messages-routes.fixture.ts';
import { forgetErrors, sweepPage } from './sweep.ts';
import { microphonesOff, record, voiceBar, watchMicrophone } from './voice-recording.ts';

interface Inbox {
  /** Of a browser with `FAKE_MICROPHONE`, signed in, its inbox mocked anew for each test. */
  page: Page;
  url: string;
  state: InboxFixture;
  calls: InboxCall[];
}

/** M-2 in the composer; run by the file that has the product and the browser already. */
export const voiceMessages = (inbox: () => Inbox): void => {
  let page: Page;
  let calls: InboxCall[];
  const row = (chatId: string) => page.locator(`[data-chat="${chatId}"]`);
  const lastCall = (part: string) =>
    until(`a call of ${part}`, () => calls.findLast(({ path }) => path.includes(part)) ?? null);

  beforeEach(async () => {
    const { url, state, ...now } = inbox();
    ({ page, calls } = now);
    // What a recording is, the product itself says.
    await page.route(/\/api\/media\?/, (route) => route.continue());
    const query = new URLSearchParams({ session: state.sessions[0]!.sessionId, chat: HUDA });
    await page.goto(`${url}/en/messages?${query}`);
    await page.getByRole('button', { name: 'Record a voice message' }).waitFor();
    forgetErrors(page);
    await watchMicrophone(page);
  });

  it('D-5 on a phone the microphone stands beside all other tools, and Send within the composer', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const edges = await page.locator('.composer').evaluate((composer) => ({
      composer: composer.getBoundingClientRect().right,
      send: composer.querySelector('.tools .btn-primary')!.getBoundingClientRect().right,
    }));
    expect(edges.send).toBeLessThan(edges.composer);
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('M-2 what was left unsent is a draft of its chat, what was thrown away comes back, and it goes as Ogg', async () => {
    await record(page, '0:02');
    const { violations, consoleErrors } = await sweepPage(page, { lang: 'en', theme: 'light', width: 1280 });
    expect({ violations, consoleErrors }).toEqual({ violations: [], consoleErrors: [] });
    await row(QUIET).click();
    await row(HUDA).getByText('Voice message').waitFor();
    await microphonesOff(page, 1);
    await row(HUDA).click();
    await voiceBar(page).getByText('Kept when you left this chat').waitFor();
    // Its length is known: it can be played.
    await voiceBar(page)
      .getByText(/^(?!0:00)\d+:\d\d$/)
      .waitFor();
    await voiceBar(page).press('Escape');
    await page.getByRole('button', { name: 'Undo' }).click();
    const stored = page.waitForResponse(/\/api\/media\?/);
    await voiceBar(page).press('Enter');
    const { id, mimetype } = (await (await stored).json()) as { id: string; mimetype: string };
    expect(mimetype).toBe('audio/ogg');
    expect((await lastCall('/send-media')).body).toMatchObject({ chatId: HUDA, media: { id }, type: 'voice' });
    await page.locator('.bubble.pend').getByRole('group', { name: 'Voice message' }).waitFor();
  });

  it('M-2 Escape while it records releases the microphone and sends nothing; Enter sends at once', async () => {
    await record(page, '0:01');
    await page.keyboard.press('Escape');
    await microphonesOff(page, 1);
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(calls.some(({ path }) => path.includes('/send-media'))).toBe(false);
    await record(page, '0:01');
    await page.keyboard.press('Enter');
    expect((await lastCall('/send-media')).body).toMatchObject({ type: 'voice' });
    await microphonesOff(page, 2);
    await page.getByText('Voice message is on its way').waitFor({ state: 'attached' });
  });

  it('M-2 a microphone that is not allowed is told in words, and the text can be written', async () => {
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await page.getByRole('textbox', { name: 'Message' }).fill('half a thought');
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    await page.getByRole('alert').getByText('The microphone is not allowed.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('half a thought');
    await page.getByRole('textbox', { name: 'Message' }).fill('');
    await page.getByText('The microphone is not allowed.').waitFor({ state: 'detached' });
  });
};
