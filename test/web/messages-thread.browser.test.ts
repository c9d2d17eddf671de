import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../packages/contracts/src/index.ts';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { longThread } from './long-thread.fixture.ts';
import { HUDA, inboxAt, type InboxFixture, QUIET } from './messages.fixture.ts';
import { type LiveWire, mockInbox, mockLive } from './messages-routes.fixture.ts';

let product: Product;
let browser: Browser;
let page: Page;
let state: InboxFixture;
let live: LiveWire;
let userId: string;
/** Of messages, since the last `reads = []`. */
let reads: string[] = [];

const thread = () => page.getByRole('log');
const bubble = (text: string) => page.locator('.bubble').filter({ hasText: text });
const searchBar = () => page.getByRole('search', { name: 'Search in this chat' });
const open = (chatId: string, more = '') =>
  page.goto(
    `${product.dev.url}/en/messages?session=${state.sessions[0]!.sessionId}&chat=${encodeURIComponent(chatId)}${more}`,
  );
/** Fills the quiet chat; the list says nothing of it, so that nothing but the thread reads. */
const fill = (count: number): Message[] => {
  const messages = longThread(state.sessions[0]!.sessionId, Date.now(), count);
  state.messages[QUIET] = messages;
  state.chats.find(({ chatId }) => chatId === QUIET)!.lastMessage = null;
  return messages;
};
/** As many newer than all of these, newest first. */
const newer = (messages: readonly Message[], count: number): Message[] =>
  Array.from({ length: count }, (_, at) => ({
    ...messages[0]!,
    id: `msg_${String(90_000 + count - at).padStart(32, '0')}`,
    waMessageId: null,
    direction: 'inbound' as const,
    status: 'received' as const,
    body: `Came while away ${count - at}`,
    timestamp: new Date(Date.parse(messages[0]!.timestamp) + (count - at) * 100).toISOString(),
  }));
const isLive = () => page.getByText('Live', { exact: true }).waitFor();
const shownIds = () =>
  page.locator('[data-message]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.message!));

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/api/messages' && request.method() === 'GET') reads.push(url.search);
  });
  await signIn(page, product, 'en');
  userId = await page.evaluate(async () => ((await (await fetch('/api/user')).json()) as { id: string }).id);
});
beforeEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  state = inboxAt(Date.now(), userId);
  await mockInbox(page, state);
  live = await mockLive(page, state);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

describe('what is read', () => {
  it('D-6 with 3,000 messages loaded a reconnect reads at most twice, loses and doubles nothing, moves nothing', async () => {
    const messages = fill(3_000);
    await open(QUIET, `&message=${messages[2_990]!.id}`);
    const anchor = page.locator(`[data-message="${messages[2_990]!.id}"]`);
    await anchor.waitFor();
    await isLive();
    const before = await until('a thread that stands still', async () => {
      const top = (await anchor.boundingBox())?.y;
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      return top !== undefined && (await anchor.boundingBox())?.y === top ? top : null;
    });
    state.messages[QUIET] = [...newer(messages, 3), ...messages];
    reads = [];
    await live.drop();
    await page.getByRole('button', { name: 'Latest 3' }).waitFor();
    await isLive();
    expect(reads.length).toBeLessThanOrEqual(2);
    expect(Math.abs((await anchor.boundingBox())!.y - before)).toBeLessThan(4);
    await page.getByRole('button', { name: 'Latest 3' }).click();
    await bubble('Came while away 3').waitFor();
    const ids = await shownIds();
    expect(ids.length).toBeGreaterThan(5);
    expect(ids).toEqual(
      state.messages[QUIET].slice(0, ids.length)
        .map(({ id }) => id)
        .reverse(),
    );
    // Both ends of what was there still are, and nothing was asked for again.
    await until('the oldest message', async () => {
      // Again, as long as bubbles that were only guessed at are measured on the way.
      await thread().evaluate((node) => node.scrollTo(0, 0));
      return bubble(messages[2_999]!.body).first().isVisible();
    });
    expect(reads.length).toBeLessThanOrEqual(2);
  });

  it('D-6 where more was lost than a page holds there is a hole, which is read by a button', async () => {
    const messages = fill(120);
    await open(QUIET);
    await bubble('120').first().waitFor();
    await isLive();
    state.messages[QUIET] = [...newer(messages, 250), ...messages];
    reads = [];
    live.gap();
    await bubble('Came while away 250').waitFor();
    const hole = page.getByText('Some messages between these are not here yet');
    const find = () =>
      until('the hole', async () => {
        if ((await hole.count()) > 0) return true;
        await thread().evaluate((node) => node.scrollBy(0, -600));
        return null;
      });
    await find();
    await page.getByRole('button', { name: 'Read them' }).click();
    await bubble('Came while away 150').waitFor();
    await find();
    await page.getByRole('button', { name: 'Read them' }).click();
    await hole.waitFor({ state: 'detached' });
    await bubble('Came while away 50').waitFor();
    expect(reads.filter((query) => !query.includes('cursor')).length).toBeLessThanOrEqual(2);
    await until('the end of the hole', async () => {
      const ids = await shownIds();
      const lost = ids.indexOf(newer(messages, 250).at(-1)!.id);
      if (lost > 0) return ids[lost - 1] === messages[0]!.id ? true : Promise.reject(new Error('a wrong neighbour'));
      await thread().evaluate((node) => node.scrollBy(0, -600));
      return null;
    });
  });
});

describe('the search in the chat', () => {
  it('M-6 counts the hits, goes through them by Enter and Shift+Enter, and Escape leads back', async () => {
    const messages = fill(900);
    for (const at of [5, 300, 800]) messages[at]!.body = `The *needle* of ${at}`;
    await open(QUIET);
    await bubble('900').first().waitFor();
    await page.getByRole('button', { name: 'Search in this chat' }).click();
    await page.keyboard.type('needle');
    await searchBar().getByText('1 of 3').waitFor();
    const hit = page.locator('.bubble.hit');
    await hit.filter({ hasText: 'The needle of 5' }).waitFor();
    expect(await hit.locator('mark').textContent()).toBe('needle');
    await page.keyboard.press('Enter');
    await hit.filter({ hasText: 'The needle of 300' }).waitFor();
    await page.keyboard.press('Enter');
    await hit.filter({ hasText: 'The needle of 800' }).waitFor();
    await searchBar().getByText('3 of 3').waitFor();
    expect(await searchBar().getByRole('button', { name: 'Older hit' }).isDisabled()).toBe(true);
    await page.keyboard.press('Shift+Enter');
    await hit.filter({ hasText: 'The needle of 300' }).waitFor();
    await searchBar().getByRole('searchbox').fill('nobody wrote this');
    await searchBar().getByText('No message has these words').waitFor();
    await page.keyboard.press('Escape');
    await searchBar().waitFor({ state: 'detached' });
    await bubble(messages[0]!.body).first().waitFor();
    await until('the focus', () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Search in this chat' || null),
    );
    expect(new URL(page.url()).searchParams.get('chat')).toBe(QUIET);
  });

  it('M-6 says a refusal in words and searches again', async () => {
    let isBroken = true;
    await page.route(/\/api\/messages\?.*q=needle/, (route) =>
      isBroken
        ? route.fulfill({ status: 500, json: { status: 500, code: 'internal', title: 'Broken' } })
        : route.fallback(),
    );
    const messages = fill(20);
    messages[3]!.body = 'A needle';
    await open(QUIET);
    await page.getByRole('button', { name: 'Search in this chat' }).click();
    await page.keyboard.type('needle');
    await searchBar().getByText('Broken').waitFor();
    isBroken = false;
    await searchBar().getByRole('button', { name: 'Try again' }).click();
    await searchBar().getByText('1 of 1').waitFor();
  });
});

describe('marks of WhatsApp', () => {
  it('D-5 are drawn and not shown, links open elsewhere, and lists and quotes say it without them', async () => {
    state.messages[HUDA]![0]!.quotedMessageId = state.messages[HUDA]!.find(({ body }) => body.startsWith('> '))!.id;
    const quiet = state.chats.find(({ chatId }) => chatId === QUIET)!;
    quiet.lastMessage!.preview = `*القائمة* 1. _بالبريد_ ${'x'.repeat(90)} *cut here and of a hundred and twenty`.slice(
      0,
      120,
    );
    await open(HUDA);
    await page.locator(`[data-chat="${QUIET}"]`).getByText('القائمة 1. بالبريد').waitFor();
    expect(await page.locator(`[data-chat="${QUIET}"]`).textContent()).not.toContain('*');
    const quote = page.getByTitle('Go to the quoted message').filter({ hasText: 'كم سعر ABAYA-56؟' });
    await quote.waitFor();
    expect(await quote.textContent()).not.toMatch(/[*_~`>]/);
    await quote.click();
    const text = page.locator('.bubble.hit .tx');
    await text.locator('strong', { hasText: '320 ريالًا' }).waitFor();
    expect(await text.locator('em').allTextContents()).toEqual(['التوصيل', '58']);
    expect(await text.locator('s').textContent()).toBe('25');
    expect(await text.locator('code').textContent()).toBe('ABAYA-56');
    expect(await text.locator('blockquote').textContent()).toBe('كم سعر ABAYA-56؟');
    expect(await text.getByRole('listitem').count()).toBe(2);
    const link = text.getByRole('link', { name: 'https://example.com/abaya' });
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('target')).toBe('_blank');
  });
});
