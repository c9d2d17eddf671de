import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { joinAs } from './join-as.ts';
import { monitorAt } from './monitor.fixture.ts';
import { sweepPage } from './sweep.ts';

const LANGS = ['ar', 'en'] as const;

describe('the monitor', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const open = (path: string, lang: 'ar' | 'en' = 'en') => page.goto(`${product.dev.url}/${lang}${path}`);
  const thresholds = async () =>
    (await product.api<{ thresholds: Record<string, number | null> }>('GET', '/api/ws-monitor')).body.thresholds;
  const saveThresholds = async (change: () => Promise<void>): Promise<void> => {
    await page.getByRole('button', { name: 'Thresholds' }).click();
    await change();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Thresholds saved.').waitFor();
  };
  /** A busy hub of the fixture, without the live connection: the page asks every 5 s. */
  const openBusyHub = async (on: Page, lang: 'ar' | 'en', path: string): Promise<void> => {
    await on.routeWebSocket(/\/ws(\?|$)/, (socket) => socket.close({ code: 1013 }));
    await on.route('**/api/ws-monitor?*', (route) => {
      const hours = Number(new URL(route.request().url()).searchParams.get('hours'));
      return route.fulfill({ json: monitorAt(Date.now(), { hours }) });
    });
    await on.goto(`${product.dev.url}/${lang}${path}`);
    await on.locator('[data-client]').first().waitFor();
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    await signIn(page, product, 'en');
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('H-14 somebody who connects is there without a reload, and is gone again', async () => {
    await open('/monitor');
    await page.locator('[data-feed=live]').waitFor();
    await page.getByText('Nobody is connected besides you.').waitFor();
    await page.evaluate(() => (document.title = 'not loaded again'));
    const hub = await product.hub();
    await hub.subscribe(['message']);
    const row = page.locator('[data-client]').filter({ hasText: 'API key' });
    await row.getByText('message').waitFor();
    expect(await page.locator('[data-stat=connections] .stat-value').textContent()).toContain('2');
    hub.close();
    await row.waitFor({ state: 'detached' });
    expect(await page.title()).toBe('not loaded again');
  });

  it('H-14 figures go on by the socket while nobody does anything', async () => {
    const uptime = page.locator('[data-stat=uptime] .stat-value');
    const before = await uptime.textContent();
    await until('a later figure', async () => (await uptime.textContent()) !== before);
    expect(await page.locator('[data-feed]').getAttribute('data-feed')).toBe('live');
  });

  it('H-14 a threshold that is reached raises an alert, with a toast and what to do', async () => {
    await saveThresholds(() => page.getByLabel('Open connections', { exact: true }).fill('1'));
    const alert = page.locator('[data-alert=connections]');
    await alert.getByText('Look among the clients').waitFor({ timeout: 20_000 });
    await page.locator('.toast').getByText('At its limit: Open connections').waitFor();
    expect((await thresholds()).connections).toBe(1);
  });

  it('H-14 switched off, the alert is cleared and nothing else has changed', async () => {
    await saveThresholds(() => page.getByLabel('Alert about: Open connections').uncheck());
    await page.locator('[data-alert=connections]').waitFor({ state: 'detached', timeout: 20_000 });
    expect(await thresholds()).toMatchObject({ connections: null, errors: 10, refusals: 100 });
  });

  it('H-14 a threshold that is no whole number cannot be saved', async () => {
    await page.getByRole('button', { name: 'Thresholds' }).click();
    await page.getByLabel('Errors in 5 minutes', { exact: true }).fill('1.5');
    await page.getByText('A whole number from 1 on').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('H-14 a save that fails is told in the dialog, and what was typed stays', async () => {
    await page.route('**/api/ws-monitor', (route) => route.abort());
    await page.getByRole('button', { name: 'Thresholds' }).click();
    const field = page.getByLabel('Errors in 5 minutes', { exact: true });
    await field.fill('20');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').locator('.alert-danger').waitFor();
    expect(await field.inputValue()).toBe('20');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.unroute('**/api/ws-monitor');
  });

  it('H-14 without the socket the page asks by itself; without both it says that it stands still', async () => {
    const other = await context.newPage();
    await openBusyHub(other, 'en', '/monitor');
    await other.locator('[data-feed=polling]').waitFor();
    await other.unroute('**/api/ws-monitor?*');
    await other.route('**/api/ws-monitor?*', (route) => route.abort());
    await other.locator('[data-feed=paused]').waitFor({ timeout: 15_000 });
    expect(await other.locator('[data-client]').count()).toBe(9);
    await other.close();
  });

  it('H-14 an alert leads to the card that its advice speaks of, and each figure is explained', async () => {
    const other = await context.newPage();
    await openBusyHub(other, 'en', '/monitor');
    await other.setViewportSize({ width: 360, height: 780 });
    await other.locator('[data-alert=errors]').getByRole('link', { name: 'Last error' }).click();
    const top = async () => (await other.locator('#mon-error').boundingBox())?.y ?? -1;
    await until('the card below the bar', async () => (await top()) > 56 && (await top()) < 780);
    await other.getByText('What do these figures mean?').click();
    await other.getByText('What was sent and not yet confirmed.').waitFor();
    await other.close();
  });

  it('H-14 a first read that fails offers another try', async () => {
    const other = await context.newPage();
    await other.routeWebSocket(/\/ws(\?|$)/, (socket) => socket.close({ code: 1013 }));
    await other.route('**/api/ws-monitor?*', (route) => route.fulfill({ status: 503, body: '' }));
    await other.goto(`${product.dev.url}/en/monitor`);
    await other.getByText('We could not read the monitor').waitFor();
    await other.unroute('**/api/ws-monitor?*');
    await other.getByRole('button', { name: 'Try again' }).click();
    await other.locator('[data-stat=connections]').waitFor();
    await other.close();
  });

  it('H-14 charts tell their figures in words and as a table', async () => {
    const other = await context.newPage();
    await openBusyHub(other, 'en', '/monitor');
    await other.getByRole('img', { name: /^Connections, 24 hours: \d+ last, lowest \d+, highest \d+\.$/ }).waitFor();
    await other.getByRole('button', { name: '1 hour' }).click();
    await other.getByText('As a table').click();
    const rows = other.locator('.is-figures tbody tr');
    await until('a row for each picture of the hour', async () => [12, 13].includes(await rows.count()));
    await other.close();
  });

  it('H-14 time runs from the start of the line: in Arabic the newest is at the left', async () => {
    const other = await context.newPage();
    for (const [lang, isNewestRight] of [
      ['en', true],
      ['ar', false],
    ] as const) {
      await openBusyHub(other, lang, '/monitor');
      const labels = other.locator('.mon-columns').first().locator('span');
      const [first, last] = [await labels.first().boundingBox(), await labels.last().boundingBox()];
      expect((last?.x ?? 0) > (first?.x ?? 0)).toBe(isNewestRight);
    }
    await other.close();
  });

  it('H-14 a click on a column sorts the clients, and the table says so', async () => {
    const other = await context.newPage();
    await openBusyHub(other, 'en', '/monitor');
    await other.getByRole('button', { name: 'Unacknowledged', exact: true }).click();
    await other.locator('th[aria-sort=descending]').getByText('Unacknowledged').waitFor();
    expect(await other.locator('[data-client]').first().textContent()).toContain('303.7');
    await other.close();
  });

  it.each(LANGS)('D-5 a busy monitor in %s is clean, with table and dialog open, down to 360 px', async (lang) => {
    const other = await context.newPage();
    for (const path of ['/monitor', '/ws-monitor.html']) {
      await openBusyHub(other, lang, path);
      for (const [theme, width] of [
        ['light', 1_280],
        ['dark', 360],
      ] as const) {
        const { violations, overflowPx } = await sweepPage(other, { lang, theme, width });
        expect({ path, theme, width, violations, overflowPx }).toMatchObject({ violations: [], overflowPx: 0 });
      }
    }
    await openBusyHub(other, lang, '/monitor');
    for (const summary of await other.locator('summary').all()) await summary.click();
    await other.locator('.page-head .actions button').click();
    await other.locator('#threshold-errors').fill('0');
    const { violations } = await sweepPage(other, { lang, theme: 'dark', width: 360 });
    expect(violations).toEqual([]);
    await other.close();
  });

  it('H-14 /ws-monitor.html asks a visitor to sign in, and comes back in the language of the reader', async () => {
    const visitor = await browser.newContext({ locale: 'en-GB' });
    const wall = await visitor.newPage();
    await wall.goto(`${product.dev.url}/ws-monitor.html`);
    expect(new URL(wall.url()).pathname).toBe('/en/login');
    expect(new URL(wall.url()).searchParams.get('next')).toBe('/en/ws-monitor.html');
    await wall.locator('#email').fill(product.dev.email);
    await wall.locator('#password').fill(product.dev.password);
    await wall.locator('form button:not([type=button])').last().click();
    await wall.waitForURL('**/en/ws-monitor.html');
    await wall.locator('[data-feed=live]').waitFor();
    expect(await wall.locator('.sidebar').count()).toBe(0);
    await visitor.close();
  });

  it('H-14 a viewer is refused on both pages and is not offered the way', async () => {
    const viewer = await joinAs(product, `viewer-${crypto.randomUUID()}@waqtor.test`, 'viewer');
    const other = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const viewerPage = await other.newPage();
    await signIn(viewerPage, { dev: { ...product.dev, ...viewer } } as Product, 'en');
    await viewerPage.locator('.sidebar a[href$="/messages"]').first().waitFor();
    expect(await viewerPage.locator('.sidebar a[href$="/monitor"]').count()).toBe(0);
    for (const path of ['/monitor', '/ws-monitor.html']) {
      await viewerPage.goto(`${product.dev.url}/en${path}`);
      await viewerPage.getByText('This page is not part of your role').waitFor();
      expect(await viewerPage.locator('[data-stat]').count()).toBe(0);
    }
    await other.close();
  });
});
