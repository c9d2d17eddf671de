import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { longThread } from './long-thread.fixture.ts';
import { HUDA, inboxAt, type InboxFixture, QUIET } from './messages.fixture.ts';
import { type InboxCall, type LiveWire, mockInbox, mockLive } from './messages-routes.fixture.ts';
import { sweepPage, untilQuiet, watchPage } from './sweep.ts';
import { voiceMessages } from './voice-messages.suite.ts';
import { FAKE_MICROPHONE } from './voice-recording.ts';

const LANGS = ['ar', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const KB = 1_024;

let product: Product;
let browser: Browser;
let page: Page;
let state: InboxFixture;
let calls: InboxCall[];
let live: LiveWire;
let userId: string;

const thread = () => page.getByRole('log');
const composer = () => page.locator('.composer textarea');
const row = (chatId: string) => page.locator(`[data-chat="${chatId}"]`);
const bubble = (text: string) => page.locator('.bubble').filter({ hasText: text });
const lastCall = (part: string) =>
  until(`a call of ${part}`, () => calls.findLast(({ path }) => path.includes(part)) ?? null);
const open = (chatId: string | null, lang: 'ar' | 'en' = 'en', more = '') => {
  const of = chatId ? `session=${state.sessions[0]!.sessionId}&chat=${encodeURIComponent(chatId)}` : '';
  return page.goto(`${product.dev.url}/${lang}/messages?${of}${more}`);
};
/** Puts the thread so far from its top; again while it is still being measured. */
const scrollUntil = (top: number, text: string) =>
  until(`"${text}" in sight`, async () => {
    await thread().evaluate((node, at) => node.scrollTo(0, at), top);
    return (await page.getByText(text).count()) > 0 ? true : null;
  });
/** By the menu of a bubble, as a person does. */
const choose = async (text: string, item: string): Promise<void> => {
  await bubble(text).hover();
  await bubble(text).getByRole('button', { name: 'Actions for this message' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

beforeAll(async () => {
  [product, browser] = await Promise.all([
    startProduct({ env: { WAQTOR_ENGINE: 'memory' } }),
    launchBrowser(...FAKE_MICROPHONE),
  ]);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, permissions: ['microphone'] });
  watchPage(page);
  // A recording that a failed test left behind keeps no other from its page.
  page.on('dialog', (dialog) => void dialog.accept());
  await signIn(page, product, 'en');
  userId = await page.evaluate(async () => ((await (await fetch('/api/user')).json()) as { id: string }).id);
});
beforeEach(async () => {
  // A page that stays open while nothing answers for it asks the product, which knows none of these chats.
  await page.goto('about:blank');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.setViewportSize({ width: 1280, height: 800 });
  state = inboxAt(Date.now(), userId);
  calls = await mockInbox(page, state);
  live = await mockLive(page, state);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

describe('the list', () => {
  it('D-5 shows sessions, badges, ticks, failures and who looks after a chat, and filters in the address', async () => {
    await open(null);
    await row(HUDA).getByText('Assigned to').waitFor({ state: 'attached' });
    await row('966500000035@c.us').getByText('Not sent:').waitFor();
    expect(await page.locator('[data-chat]').filter({ hasText: 'Auto' }).count()).toBe(1);
    await row('966500000091@c.us').getByTitle('Answered automatically by SmartBot').waitFor();
    expect(await page.locator('[data-chat]').count()).toBe(10);
    await page.getByRole('button', { name: /^Unread/ }).click();
    await row(QUIET).waitFor({ state: 'detached' });
    await until('the unread ones', async () => (await page.locator('[data-chat]').count()) === 3);
    await page.getByRole('button', { name: /^Mine/ }).click();
    await row('966500000033@c.us').waitFor();
    await until('this one alone', async () => (await page.locator('[data-chat]').count()) === 1);
    await page.waitForURL((url) => url.searchParams.get('filter') === 'mine');
    await page.reload();
    await row('966500000033@c.us').waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByRole('menuitem', { name: 'Archived' }).click();
    await row('966500000040@c.us').waitFor();
  });

  it('D-5 one session alone, by the switch', async () => {
    await open(null);
    await page.getByTitle('Of which session').click();
    await page.getByRole('menuitem', { name: 'Customer care' }).click();
    await row(HUDA).waitFor({ state: 'detached' });
    await until('its two chats', async () => (await page.locator('[data-chat]').count()) === 2);
    await page.waitForURL((url) => url.searchParams.get('only') === state.sessions[1]!.sessionId);
  });

  it('M-6 a search groups chats and messages, marks the hit and leads to the message', async () => {
    await open(null);
    await row(HUDA).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('invoice');
    const hit = page.locator('[data-hit]').first();
    await hit.waitFor();
    expect(await hit.locator('mark').first().textContent()).toBe('invoice');
    await page.locator('[data-hit]').nth(1).click();
    await page.locator('.bubble.hit').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('invoice');
    await page.getByRole('searchbox').fill('nobody has this');
    await page.getByText('Nothing for: «nobody has this»').waitFor();
    await page.getByRole('button', { name: 'Show all chats' }).click();
    await row(QUIET).waitFor();
  });

  it('D-5 archive goes at once and Undo brings it back', async () => {
    await open(null);
    await row(QUIET).hover();
    await page.getByRole('button', { name: 'Archive Quiet Corner' }).click();
    await row(QUIET).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(QUIET).waitFor();
    // The row goes and comes before the product has been asked.
    const asked = () => calls.filter(({ path }) => path.includes('/archive')).map(({ body }) => body.archived);
    await until('both requests', () => asked().length >= 2);
    expect(asked()).toEqual([true, false]);
  });

  it('D-6 follows inbox.updated and message.typing', async () => {
    await open(null);
    await row(QUIET).waitFor();
    const { sessionId } = state.sessions[0]!;
    await page.getByText('Live', { exact: true }).waitFor();
    const quiet = state.chats.find(({ chatId }) => chatId === QUIET)!;
    const contact = { id: `con_${'0'.repeat(32)}`, phone: null, lid: null, name: null };
    live.tell('message.typing', sessionId, { chatId: QUIET, state: 'composing', contact });
    await row(QUIET).getByText('typing…').waitFor();
    live.tell('message.typing', sessionId, { chatId: QUIET, state: 'paused', contact });
    await row(QUIET).getByText('Old news').waitFor();
    live.tell('inbox.updated', sessionId, { ...quiet, unreadCount: 4, updatedAt: new Date().toISOString() });
    await until(
      'it to be first',
      async () => (await page.locator('[data-chat]').first().getAttribute('data-chat')) === QUIET,
    );
    await row(QUIET).getByText('4 unread').waitFor({ state: 'attached' });
  });

  it('S-10 follows a chat that took another id, with what was being written to it', async () => {
    await open(QUIET);
    await composer().fill('half a thought');
    await page.getByText('Live', { exact: true }).waitFor();
    const quiet = state.chats.find(({ chatId }) => chatId === QUIET)!;
    const moved = { ...quiet, chatId: '77000000000001@lid', aliases: [QUIET], updatedAt: new Date().toISOString() };
    live.tell('inbox.updated', state.sessions[0]!.sessionId, moved);
    await page.waitForURL((url) => url.searchParams.get('chat') === moved.chatId);
    await until('the draft', async () => (await composer().inputValue()) === 'half a thought');
    await composer().fill('');
  });

  it('D-5 an error says its request id and is tried again', async () => {
    let isBroken = true;
    await page.route(/\/api\/chats\?/, (route) =>
      isBroken
        ? route.fulfill({
            status: 500,
            json: { status: 500, code: 'internal', title: 'Broken', requestId: 'req_1234567890' },
          })
        : route.fallback(),
    );
    await open(null);
    await page.getByText('req_1234567890').waitFor();
    isBroken = false;
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await row(QUIET).waitFor();
  });
});

describe('the thread', () => {
  it('M-4 every state in words: failed with Resend, unknown, scheduled and queued with Cancel', async () => {
    await open(HUDA);
    await page.getByText('2 new messages').waitFor();
    await page.getByRole('button', { name: 'Latest' }).click();
    await page.getByText(/^Goes out on/).waitFor();
    await page.getByText(/expires in/).waitFor();
    await page.getByText('WhatsApp has not confirmed it').waitFor();
    await page.locator('.fail').filter({ hasText: 'expires in' }).getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.fail.is-waiting').getByText('Cancelled before it was sent.').waitFor();
    await page.locator('.fail').filter({ hasText: 'the session was not linked' }).getByRole('button').click();
    expect((await lastCall('/send-text')).body).toMatchObject({
      chatId: HUDA,
      text: 'وهذا موقع الفرع إن أحببتِ الاستلام بنفسك.',
    });
  });

  it('M-2 M-3 each kind is shown, a quote leads to what it quotes, a picture opens', async () => {
    await open(HUDA);
    await page.getByText('2 new messages').waitFor();
    await scrollUntil(0, 'السلام عليكم');
    await scrollUntil(500, 'طريق الملك فهد');
    await until('the length of the voice message', async () => {
      await thread().evaluate((node) => node.scrollTo(0, 500));
      return (await page.getByRole('group', { name: 'Voice message' }).getByText('0:20').count()) > 0;
    });
    await page.getByText('طريق الملك فهد').waitFor();
    await page.getByTitle('Go to the quoted message').first().click();
    await page
      .locator('.bubble.hit')
      .filter({ hasText: 'هذه التي رأيتها' })
      .getByRole('button', { name: 'Open the picture' })
      .click();
    await page.getByRole('dialog').getByRole('link', { name: 'Download' }).waitFor();
    await page.keyboard.press('Escape');
    await scrollUntil(1_150, 'Sent as a numbered menu');
    await page.getByText('Sent as a numbered menu').waitFor();
    await page.getByText('This message was deleted').waitFor();
  });

  it('M-6 says above a message who of us sent it, and nothing above those of the reader', async () => {
    await open(HUDA);
    await bubble('Here is invoice 1052').getByText('API · متجر سلة').waitFor();
    expect(await bubble('وهذا موقع الفرع').locator('.byline').count()).toBe(0);
    for (const [text, sender, hint] of [
      ['Delivered to the branch', 'From the phone', 'Written on the phone or another linked device'],
      ['نعم هي نفسها', 'خالد الزهراني', 'Sent by خالد الزهراني from the dashboard'],
      ['وعليكم السلام', 'SmartBot', 'Answered automatically by SmartBot'],
    ] as const) {
      await scrollUntil(text === 'Delivered to the branch' ? 1_150 : 0, text);
      await bubble(text).getByTitle(hint).getByText(sender).waitFor();
    }
  });

  it('M-3 react, edit, forward and delete by the menu of a message', async () => {
    await open(HUDA);
    const text = 'Yes please! Can you send the invoice';
    await choose(text, '❤️');
    expect((await lastCall('/react')).body).toEqual({ emoji: '❤️' });
    await choose(text, 'Forward');
    await page.getByRole('dialog').getByRole('button', { name: 'Quiet Corner' }).click();
    expect((await lastCall('/forward')).body).toEqual({ chatId: QUIET });
    await choose(text, 'Delete for me');
    await bubble(text).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await bubble(text).waitFor();
    expect(calls.some(({ method, path }) => method === 'DELETE' && path.includes('for=me'))).toBe(false);
    await choose('Here is invoice 1052', 'Delete for everyone');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click();
    await lastCall('for=everyone');
    await bubble('Here is invoice 1052').waitFor({ state: 'detached' });
  });

  it('D-6 what comes in while somebody reads above is counted, not jumped to', async () => {
    await open(HUDA);
    await page.getByText('2 new messages').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await scrollUntil(0, 'السلام عليكم');
    const late = {
      ...state.messages[HUDA]![4]!,
      id: `msg_${'9'.repeat(32)}`,
      body: 'Late one',
      direction: 'inbound',
      status: 'received',
      type: 'text',
      media: null,
      timestamp: new Date().toISOString(),
    };
    live.tell('message.received', state.sessions[0]!.sessionId, late);
    await page.getByRole('button', { name: 'Latest 1' }).click();
    await bubble('Late one').waitFor();
  });

  it('D-5 10,000 messages scroll without a long task, and older pages keep what is read in its place', async () => {
    state.messages[QUIET] = longThread(state.sessions[0]!.sessionId, Date.now(), 10_000);
    state.chats.find(({ chatId }) => chatId === QUIET)!.lastMessage = null;
    await open(QUIET);
    await bubble('10000').first().waitFor();
    // By the processor's clock: what other programs take from the page meanwhile is no fault of its code.
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const workedMs = async (): Promise<number> => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return 1_000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    await thread().evaluate((node) => node.scrollTo(0, node.scrollHeight));
    let longestMs = 0;
    let before = await workedMs();
    for (let step = 0; step < 80; step++) {
      await thread().evaluate(
        async (node, by) => {
          node.scrollTop -= by;
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        },
        step % 10 === 0 ? 40_000 : 700,
      );
      const after = await workedMs();
      longestMs = Math.max(longestMs, after - before);
      before = after;
    }
    await cdp.detach();
    expect(longestMs).toBeGreaterThan(0);
    expect(longestMs).toBeLessThan(100);
    expect(await page.locator('.bubble').count()).toBeLessThan(80);

    state.messages[QUIET] = longThread(state.sessions[0]!.sessionId, Date.now(), 400);
    await open(QUIET);
    await bubble('400').first().waitFor();
    const moved = await thread().evaluate(async (node) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      // Opened and measured: it stands still.
      for (let still = 0, last = -1; still < 20; last = node.scrollTop) {
        await frame();
        still = node.scrollTop === last ? still + 1 : 0;
      }
      node.scrollTop = 500;
      await frame();
      const before = [...node.querySelectorAll<HTMLElement>('[data-message]')].find(
        (one) => one.getBoundingClientRect().top > 300,
      )!;
      const top = before.getBoundingClientRect().top;
      const height = node.scrollHeight;
      while (node.scrollHeight < height + 1_000) await frame();
      await frame();
      await frame();
      const after = node.querySelector(`[data-message="${before.dataset.message}"]`);
      return Math.abs((after?.getBoundingClientRect().top ?? 10_000) - top);
    });
    expect(moved).toBeLessThan(40);
  });
});

describe('the composer', () => {
  it('M-1 keeps a draft per chat, quotes by r, and Escape lets go', async () => {
    await open(HUDA);
    await composer().fill('half a thought');
    await row(QUIET).click();
    await row(HUDA).getByText('half a thought').waitFor();
    await row(HUDA).click();
    await until('the draft', async () => (await composer().inputValue()) === 'half a thought');
    await composer().fill('');
    await bubble('وأبغى التوصيل').waitFor();
    await thread().focus();
    await page.keyboard.press('r');
    await page.locator('.reply-bar').getByText('وأبغى التوصيل').waitFor();
    await composer().fill('أكيد');
    await page.keyboard.press('Enter');
    const { body } = await lastCall('/send-text');
    expect(body).toMatchObject({ text: 'أكيد', options: { quotedMessageId: state.messages[HUDA]![5]!.id } });
    await page.locator('.reply-bar').waitFor({ state: 'detached' });
  });

  it('M-3 / fills a template with the name; a note stays here; typing is told', async () => {
    await open(HUDA);
    await composer().fill('/hel');
    await page.getByRole('option', { name: /ترحيب/ }).waitFor();
    await page.keyboard.press('Enter');
    await until('the template', async () => (await composer().inputValue()) === 'أهلًا هدى القحطاني، كيف نساعدك اليوم؟');
    await composer().press('End');
    await page.keyboard.type('!');
    expect((await lastCall('/typing')).body).toMatchObject({ state: 'composing' });
    await page.getByRole('button', { name: 'Private note' }).click();
    await composer().fill('Prefers mornings');
    await page.getByRole('button', { name: 'Save note' }).click();
    expect((await lastCall('/notes')).body).toMatchObject({ text: 'Prefers mornings' });
    await page.locator('[data-note]').filter({ hasText: 'Prefers mornings' }).waitFor();
    await page.getByRole('button', { name: 'Reply', exact: true }).first().click();
    expect(await composer().inputValue()).toContain('هدى القحطاني');
    await composer().fill('');
  });

  it('M-2 a file goes up when it is chosen and is sent by its id; M-1 later is a time of the person', async () => {
    await open(HUDA);
    await page.locator('.composer input[type=file]').setInputFiles([
      { name: 'price.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
    ]);
    await page.getByText('This file is empty.').waitFor();
    await lastCall('/api/media');
    await composer().fill('prices');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    expect((await lastCall('/send-media')).body).toMatchObject({
      type: 'document',
      caption: 'prices',
      filename: 'price.pdf',
    });
    await composer().fill('good morning');
    await page.getByRole('button', { name: 'Send later' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Tomorrow/ })
      .click();
    await page.getByRole('button', { name: 'Schedule' }).click();
    const { options } = (await lastCall('/send-text')).body as { options: { sendAt: string } };
    expect(new Date(options.sendAt).getHours()).toBe(9);
  });

  it('S-2 what cannot be sent says why and keeps the text', async () => {
    state.sessions[0]!.status = 'qr';
    await open(HUDA);
    await page.getByText('This session is not linked').or(page.locator('.composer-note')).first().waitFor();
    await composer().fill('wait for me');
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    expect(await composer().inputValue()).toBe('wait for me');
    await composer().fill('');
  });
});

describe('a voice message', () => voiceMessages(() => ({ page, url: product.dev.url, state, calls })));

describe('the contact', () => {
  it('M-3 assign, bot, resolve and notes', async () => {
    await open(HUDA);
    const pane = page.getByRole('complementary', { name: 'Contact details' });
    await pane.getByText('148').waitFor();
    await pane.getByRole('switch', { name: 'SmartBot' }).click();
    expect((await lastCall('/handover')).body).toMatchObject({ minutes: 0 });
    await page.getByText('SmartBot is paused here').waitFor({ state: 'detached' });
    await pane.getByTitle('Assigned to').click();
    await page.getByRole('menuitem', { name: 'Nobody' }).click();
    expect((await lastCall('/assign')).body).toMatchObject({ userId: null });
    await pane.getByRole('button', { name: 'Delete the note' }).click();
    await pane.locator('[data-note]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await pane.locator('[data-note]').waitFor();
    await page.getByRole('button', { name: 'Resolve' }).click();
    expect((await lastCall('/resolve')).body).toMatchObject({ resolved: true });
  });

  it('D-5 on a phone one pane at a time, and Back leads through them', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(null);
    await row(HUDA).click();
    await composer().waitFor();
    expect(await page.locator('.chats').isVisible()).toBe(false);
    await page.locator('.thread-who').click();
    await composer().waitFor({ state: 'hidden' });
    await page.goBack();
    await composer().waitFor();
    await page.goBack();
    await row(HUDA).waitFor();
    expect(await page.locator('.chats').isVisible()).toBe(true);
  });

  it('D-5 the keys go through the chats and are listed by ?', async () => {
    await open(null);
    await row(HUDA).waitFor();
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.searchParams.get('chat') === HUDA);
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForURL((url) => url.searchParams.get('chat') === '966500000031@c.us');
    await page.keyboard.press('k');
    await page.waitForURL((url) => url.searchParams.get('chat') === HUDA);
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Previous chat').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('chat'));
  });
});

describe('how it looks', () => {
  beforeAll(async () => {
    // What the tests before broke on purpose is said and forgotten.
    await sweepPage(page, { lang: 'en', theme: 'light', width: 1280 });
  });

  it.each(LANGS.flatMap((lang) => THEMES.map((theme) => [lang, theme] as const)))(
    'D-5 in %s and %s every pane is clean at 360 and 1280 px',
    async (lang, theme) => {
      for (const width of [1280, 360] as const) {
        for (const pane of width === 360 ? ['list', 'thread', 'contact'] : ['thread']) {
          await page.setViewportSize({ width, height: 800 });
          await open(pane === 'list' ? null : HUDA, lang, pane === 'contact' ? '&pane=contact' : '');
          await page
            .locator(pane === 'contact' ? '[data-note]' : pane === 'list' ? '[data-chat]' : '.bubble')
            .first()
            .waitFor();
          await untilQuiet(page);
          for (const top of pane === 'thread' ? [0, 700, 100_000] : [0]) {
            await page.locator('.flow').evaluateAll((all, at) => all[0]?.scrollTo(0, at), top);
            const { violations, overflowPx, consoleErrors, thirdParty } = await sweepPage(page, { lang, theme, width });
            expect({ pane, width, violations, overflowPx, consoleErrors, thirdParty }).toEqual({
              pane,
              width,
              violations: [],
              overflowPx: 0,
              consoleErrors: [],
              thirdParty: [],
            });
          }
        }
      }
    },
  );

  it('D-5 the first load of an open chat stays below 125 KB of script', async () => {
    const response = (await open(HUDA))!;
    // What the page asks for before anything runs: scripts in the header `Link`, and those that the HTML begins with.
    const named = [(await response.allHeaders()).link ?? '', await response.text()];
    const paths = named.flatMap((text) => [...text.matchAll(/[<"(]([^<>"()]+\.js)[>")]/g)].map(([, path]) => path!));
    const first = new Set(paths.map((path) => new URL(path, page.url()).href));
    expect(first.size).toBeGreaterThan(5);
    const sizes = [...first].map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length);
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(total / KB).toBeLessThan(125);
  });
});
