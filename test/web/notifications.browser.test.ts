import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { sweepPage } from './sweep.ts';

describe('notifications in the dashboard', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const open = (path: string, on = page, lang = 'en') => on.goto(`${product.dev.url}/${lang}${path}`);
  const tell = async (title: string, more: object = {}): Promise<void> => {
    const { status } = await product.api('POST', '/api/notifications', { title, audience: 'admins', ...more });
    expect(status).toBe(201);
  };
  const pip = (on = page) => on.locator('[data-bell] .pip');
  /** What the bell says; nothing is 0. */
  const unreadIn = async (on: Page): Promise<number> =>
    (await pip(on).count()) === 0
      ? 0
      : Number(
          await pip(on)
            .textContent({ timeout: 100 })
            .catch(() => NaN),
        );
  const showsUnread = (count: number, on = page) =>
    until(`${count} at the bell`, async () => (await unreadIn(on)) === count);
  const row = (title: string, on = page) => on.locator('[data-notification]').filter({ hasText: title });
  const readAll = async (): Promise<void> => {
    await page.evaluate(() =>
      fetch('/api/notifications/mark-all-read', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    );
    await showsUnread(0);
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    await signIn(page, product, 'en');
    await page.locator('.live:not(.is-waiting):not(.is-off)').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('N-3 the centre teaches while there is nothing yet', async () => {
    await page.locator('[data-bell]').click();
    await page.getByRole('dialog', { name: 'Notifications' }).getByText('All quiet').waitFor();
    await page.getByRole('link', { name: 'All notifications' }).click();
    await page.getByRole('link', { name: 'Choose what you are told of' }).waitFor();
  });

  it('N-3 rings live on an open page, in every tab, and is read by opening it, not by looking', async () => {
    const other = await context.newPage();
    await open('/dashboard', other);
    await other.locator('.live:not(.is-waiting):not(.is-off)').waitFor();
    await open('/dashboard');
    await page.locator('.live:not(.is-waiting):not(.is-off)').waitFor();
    // It rings for a moment only: one is there before it begins.
    await Promise.all([
      page.locator('.bell-icon.is-ringing').waitFor(),
      tell('Stock is low', { type: 'warning', text: 'Two boxes are left.', link: '/sessions' }),
    ]);
    await showsUnread(1);
    await showsUnread(1, other);
    await page.getByText('New notification: Stock is low').waitFor({ state: 'attached' });
    await page.locator('[data-bell]').click();
    await row('Stock is low').hover();
    await page.getByRole('dialog').getByRole('button', { name: 'Unread' }).click();
    await row('Stock is low').waitFor();
    expect(await pip().textContent()).toBe('1');
    await row('Stock is low').getByRole('link').click();
    await page.waitForURL('**/en/sessions');
    await showsUnread(0);
    await showsUnread(0, other);
    await other.close();
  });

  it('N-3 the popover closes by Escape and gives the focus back', async () => {
    await page.locator('[data-bell]').click();
    await page.getByRole('dialog', { name: 'Notifications' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Notifications' }).waitFor({ state: 'detached' });
    await until('the focus on the bell', () =>
      page.evaluate(() => document.activeElement?.hasAttribute('data-bell') ?? false),
    );
  });

  it('N-3 all are marked read with one press, and unread again with another', async () => {
    await tell('First');
    await tell('Second');
    await showsUnread(2);
    await page.locator('[data-bell]').click();
    await page.getByRole('button', { name: 'Mark all read' }).click();
    await page.getByText('2 notifications marked read').waitFor();
    await showsUnread(0);
    await page.locator('[data-undo]').getByRole('button', { name: 'Undo' }).click();
    await showsUnread(2);
    await page.keyboard.press('Escape');
    await readAll();
  });

  it('N-2 the centre filters by its address, deletes with a way back, and for good at the next act', async () => {
    await tell('Broken pipe', { type: 'error' });
    await showsUnread(1);
    await open('/notifications');
    await row('First').waitFor();
    await page.getByLabel('Every kind').selectOption('error');
    await page.waitForURL('**/notifications?type=error');
    await until('only errors', async () => (await page.locator('[data-notification]').count()) === 1);
    await page.getByRole('button', { name: 'Delete, Broken pipe' }).click();
    await page.getByText('Nothing matches').waitFor();
    await page.locator('[data-undo]').getByRole('button', { name: 'Undo' }).click();
    await row('Broken pipe').waitFor();
    await page.getByRole('button', { name: 'Delete, Broken pipe' }).click();
    // The next act settles the one before.
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Delete, Second' }).click();
    await showsUnread(0);
    await page.reload();
    await row('First').waitFor();
    expect(await row('Broken pipe').count()).toBe(0);
    await page.goBack();
    await open('/notifications?filter=unread');
    await page.getByText('Nothing matches').waitFor();
  });

  it('N-2 what was deleted stays so when the page is left before the time to undo is over', async () => {
    await tell('Left behind');
    const other = await context.newPage();
    await open('/notifications', other);
    await other.getByRole('button', { name: 'Delete, Left behind' }).click();
    await other.locator('[data-undo]').waitFor();
    await showsUnread(0, other);
    await other.goto('about:blank');
    await other.close();
    await until('it to be gone', async () => {
      const titles = await page.evaluate(async () => {
        const { data } = (await (await fetch('/api/notifications')).json()) as { data: { title: string }[] };
        return data.map(({ title }) => title);
      });
      return !titles.includes('Left behind');
    });
  });

  it('N-2 a deletion that is refused is told, and the notification comes back', async () => {
    await tell('Not to be lost');
    const other = await context.newPage();
    await other.route('**/api/notifications/ntf_*', (route) => route.fulfill({ status: 503, body: '' }));
    await open('/notifications', other);
    await row('Not to be lost', other).waitFor();
    await other.getByRole('button', { name: 'Delete, Not to be lost' }).click();
    await row('Not to be lost', other).waitFor({ state: 'detached' });
    // The next deletion settles the one before.
    await other.getByRole('button', { name: 'Delete, First' }).click();
    await row('Not to be lost', other).waitFor();
    await row('First', other).waitFor();
    await other.unrouteAll();
    await other.close();
    await readAll();
  });

  it('N-3 asks by itself while the socket is away', async () => {
    const polled = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      storageState: await context.storageState(),
    });
    await polled.routeWebSocket(/\/ws(\?|$)/, (socket) => socket.close({ code: 1013 }));
    const [one, two] = [await polled.newPage(), await polled.newPage()];
    let asked = 0;
    one.on('request', (request) => {
      if (request.url().endsWith('/api/notifications/count')) asked++;
    });
    for (const tab of [one, two]) {
      await tab.clock.install();
      await open('/notifications', tab);
      await row('First', tab).waitFor();
    }
    for (const tab of [one, two]) await tab.locator('.live.is-off, .live.is-waiting').waitFor();
    await one.clock.pauseAt(Date.now() + 60_000);
    await tell('By the poll');
    const before = asked;
    await one.clock.runFor(30_000);
    await showsUnread(1, one);
    await row('By the poll', one).waitFor();
    expect(asked - before).toBe(1);
    await one.clock.runFor(30_000);
    await until('the next poll', () => asked - before === 2);
    // Its clock was never held: where it is between two polls nobody knows, so that it may take one more.
    await until('the other tab to ask too', async () => {
      await two.clock.runFor(30_000);
      return (await unreadIn(two)) === 1;
    });
    await polled.close();
    await readAll();
  });

  it('N-3 a read that fails says why and offers another try', async () => {
    const other = await context.newPage();
    await other.route('**/api/notifications?*', (route) => route.fulfill({ status: 503, body: '' }));
    await open('/notifications', other);
    await other.getByText('We could not read your notifications').waitFor();
    await other.unroute('**/api/notifications?*');
    await other.getByRole('button', { name: 'Try again' }).click();
    await row('By the poll', other).waitFor();
    await other.close();
  });

  it('N-4 choices are kept, and what is not wanted does not come', async () => {
    await open('/settings/notifications');
    const box = (event: string, channel: string) => page.getByLabel(`${event}: ${channel}`, { exact: true });
    const custom = 'Somebody notifies the team';
    expect(await box('A session is lost', 'E-mail').isChecked()).toBe(true);
    expect(await box(custom, 'Dashboard').isChecked()).toBe(true);
    const saved = () =>
      page.waitForResponse((answer) => answer.url().endsWith('/preferences') && answer.request().method() === 'PATCH');
    const [unset] = await Promise.all([saved(), box(custom, 'Dashboard').uncheck()]);
    expect(unset.status()).toBe(200);
    await until('the sound to follow', () => box(custom, 'Sound').isDisabled());
    await page.reload();
    await until('the choice', async () => !(await box(custom, 'Dashboard').isChecked()));
    const { body } = await product.api('POST', '/api/notifications', { title: 'Not wanted', audience: 'admins' });
    expect(body).toEqual({ created: 0 });
    await Promise.all([saved(), box(custom, 'Dashboard').check()]);
  });

  it('N-3 desktop and sound are off until somebody presses, and then come for what was chosen', async () => {
    const asked = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      storageState: await context.storageState(),
    });
    const other = await asked.newPage();
    await other.addInitScript(() => {
      const told: string[] = [];
      let permission = 'default';
      class TestNotification {
        static get permission() {
          return permission;
        }
        static requestPermission() {
          told.push('asked');
          permission = 'granted';
          return Promise.resolve(permission);
        }
        constructor(title: string) {
          told.push(title);
        }
        close() {}
      }
      const Sound = window.AudioContext;
      class TestSound extends Sound {
        constructor() {
          super();
          told.push('sound');
        }
      }
      Object.assign(window, { Notification: TestNotification, AudioContext: TestSound, told });
      Document.prototype.hasFocus = () => false;
    });
    const told = () => other.evaluate(() => (window as unknown as { told: string[] }).told);
    await open('/settings/notifications', other);
    const desktop = other.getByLabel('Show on the desktop');
    await desktop.waitFor();
    expect(await told()).toEqual([]);
    await desktop.check();
    await other.getByRole('button', { name: 'Test the desktop notification' }).click();
    await until('the example', async () => (await told()).length >= 2);
    expect(await told()).toEqual(['asked', 'This is how it looks']);
    await other.getByLabel('Somebody notifies the team: Desktop', { exact: true }).check();
    await other.getByLabel('Play a sound').check();
    await other.getByLabel('Somebody notifies the team: Sound', { exact: true }).check();
    await other.locator('.live:not(.is-waiting):not(.is-off)').waitFor();
    await tell('On the desktop');
    await until('the desktop', async () => (await told()).includes('On the desktop'));
    expect(await told()).toEqual(['asked', 'This is how it looks', 'sound', 'sound', 'On the desktop']);
    await asked.close();
    await readAll();
  });

  it.each(['ar', 'en'] as const)('D-5 bell, centre and preferences are clean in %s, down to 360 px', async (lang) => {
    const name = lang === 'ar' ? 'متجر الواحة' : 'Oasis shop';
    await tell(name, {
      type: 'success',
      text: lang === 'ar' ? 'فُتح الفرع.' : 'The branch is open.',
      link: '/sessions',
    });
    const other = await context.newPage();
    for (const path of ['/notifications', '/settings/notifications', '/dashboard']) {
      await open(path, other, lang);
      if (path === '/dashboard') await other.locator('[data-bell]').click();
      await other
        .locator(path.includes('settings') ? '[data-preferences]' : '[data-notification]')
        .first()
        .waitFor();
      for (const [theme, width] of [
        ['light', 1_280],
        ['dark', 360],
      ] as const) {
        const { violations, overflowPx, consoleErrors } = await sweepPage(other, { lang, theme, width });
        expect({ path, theme, width, violations, overflowPx, consoleErrors }).toMatchObject({
          violations: [],
          overflowPx: 0,
          consoleErrors: [],
        });
      }
    }
    await other.close();
  });
});
