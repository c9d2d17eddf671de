import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type ExtraHost, startExtraHost } from '../../packages/testing/src/extra-host.ts';
import { LinkedSession } from '../../packages/testing/src/linked-session.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';

const SALES = '966500000012';
const MOVE_MS = 30_000;
/** The page reads its list anew so often. */
const READ_AGAIN_MS = 15_000;

describe('the hosts page on the product, with hosts that come and go', () => {
  const problems: string[] = [];
  const hosts: ExtraHost[] = [];
  let product: Product;
  let browser: Browser;
  let page: Page;
  let session: LinkedSession;
  const open = (route: string, lang: 'ar' | 'en' = 'en') => page.goto(`${product.dev.url}/${lang}${route}`);
  const host = (name: string) => page.getByRole('article', { name });
  const card = () => page.locator(`[data-session=${session.id}]`);
  const dialog = () => page.getByRole('dialog');
  const choose = async (on: ReturnType<typeof host>, item: string): Promise<void> => {
    await on.locator('.scard-top button').click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const start = async (name: string, code?: string): Promise<ExtraHost> => {
    const started = await startExtraHost(product, {
      name,
      dataDir: path.join(product.dataDir, name),
      volume: path.join(product.dataDir, 'logins'),
      env: { WAQTOR_ENGINE: 'memory' },
      ...(code ? { code } : {}),
    });
    hosts.push(started);
    return started;
  };
  const readyAt = (at: ExtraHost) =>
    until(
      'the session to be ready there',
      async () => {
        const { status, hostId } = await session.state();
        return status === 'ready' && hostId === at.hostId;
      },
      MOVE_MS,
    );
  /** From the page of the sessions, by the menu of the card. */
  const moveTo = async (name: string): Promise<void> => {
    await open('/sessions');
    await choose(card(), 'Move to another host');
    await dialog().getByRole('radio', { name }).check();
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([
      startProduct({ env: { WAQTOR_ENGINE: 'memory', WAQTOR_LEASE_TTL_SECONDS: '6' } }),
      launchBrowser(),
    ]);
    mkdirSync(path.join(product.dataDir, 'logins'), { mode: 0o700 });
    session = new LinkedSession(product, product.dev.sessionId, SALES);
    await session.scan();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    await signIn(page, product, 'en');
  });
  afterAll(async () => {
    for (const one of hosts) await one.stop('SIGKILL');
    await browser.close();
    await product.stop();
  });

  it('S-6 a host is added by the commands that the dialog shows, and the dialog sees it come', async () => {
    await open('/hosts');
    await host('local').getByText('Shared', { exact: true }).waitFor();
    expect(await host('local').getByRole('button').count()).toBe(0);
    await page.getByRole('button', { name: 'Add a host' }).click();
    await dialog().getByRole('button', { name: 'Make the commands' }).click();
    const command = (await dialog().getByTestId('enrol-command').textContent()) ?? '';
    const code = /^waqtor-host enroll (\S+) --edge \S+$/.exec(command)?.[1];
    await dialog()
      .getByText(/^Valid for 1[45]:\d\d$/)
      .waitFor();
    await dialog().getByText('Waiting for the host').waitFor();
    await start('riyadh-1', code);
    await dialog().getByText('riyadh-1').waitFor();
    await dialog().getByRole('button', { name: 'Done' }).click();
    await host('riyadh-1').getByText('Connected').waitFor();
    await host('riyadh-1').getByText('Its logins are on it alone').waitFor();
  });

  it('S-6 a move to a host without the login wants to be accepted first, and is linked there by a new code', async () => {
    await moveTo('riyadh-1');
    const submit = dialog().getByRole('button', { name: 'Move' });
    expect(await submit.isDisabled()).toBe(true);
    await dialog().getByLabel('I will scan a new code').check();
    await submit.click();
    await page
      .getByRole('status')
      .getByText(/is moving to/)
      .waitFor();
    await card().getByText('Waiting for a scan').waitFor({ timeout: MOVE_MS });
    await session.scan();
    await card().getByText('Ready', { exact: true }).waitFor();
    await card().getByText('riyadh-1').waitFor();
  });

  it('S-6 a move to a host that shares the logins scans nothing, and the event log tells of it', async () => {
    const jeddah = await start('jeddah-1');
    await moveTo('jeddah-1');
    await dialog().getByText('The login comes along').waitFor();
    await dialog().getByRole('button', { name: 'Move' }).click();
    await readyAt(jeddah);
    await card().getByRole('button', { name: 'More for' }).click();
    await page.getByRole('menuitem', { name: 'Event log' }).click();
    await dialog().getByText('Today', { exact: true }).waitFor();
    await dialog().getByText('A move to another host was asked for').first().waitFor();
    await dialog().locator('[data-entry=host]').filter({ hasText: 'jeddah-1' }).first().waitFor();
    await dialog().locator('[data-entry=host]').filter({ hasText: 'riyadh-1' }).first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('S-6 emptying a host names the sessions that move on, and they do, and the page reads that by itself', async () => {
    await page.clock.install();
    await open('/hosts');
    await host('jeddah-1').getByText('riyadh-1').waitFor();
    await choose(host('jeddah-1'), 'Empty it');
    await dialog().getByRole('listitem').filter({ hasText: 'These move' }).waitFor();
    await dialog().getByRole('button', { name: 'Empty it' }).click();
    await page.getByText('“jeddah-1” is being emptied.').waitFor();
    await readyAt(hosts[0]!);
    await until(
      'the page to say that it is empty',
      async () => {
        await page.clock.fastForward(READ_AGAIN_MS);
        return (await host('jeddah-1').getByText('Empty', { exact: true }).count()) > 0;
      },
      MOVE_MS,
      500,
    );
    await host('jeddah-1')
      .getByText(/^0 of \d+$/)
      .waitFor();
  });

  it('S-6 a host that was killed is away, and shows no figures of then', async () => {
    await hosts[1]!.stop('SIGKILL');
    await open('/hosts');
    await host('jeddah-1').getByText('Away').waitFor({ timeout: MOVE_MS });
    expect(await host('jeddah-1').locator('.host-facts').innerText()).toMatch(/Disk free\s+unknown/);
  });

  it('A-1 removing a host asks who you are, and goes on by itself after the password', async () => {
    let asked = 0;
    // As after ten minutes without a proof: the first request of the act is refused.
    await page.route('**/api/hosts/*', (route) => {
      if (route.request().method() !== 'DELETE') return route.continue();
      asked += 1;
      if (asked > 1) return route.continue();
      const body = { status: 403, code: 'recent_authentication_required', title: 'x', detail: 'x' };
      return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) });
    });
    await choose(host('jeddah-1'), 'Remove');
    await dialog().getByRole('button', { name: 'Remove the host' }).click();
    const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await question.locator('#identity-password').fill(product.dev.password);
    await page.keyboard.press('Enter');
    await page.getByText('“jeddah-1” is removed.').waitFor();
    await host('jeddah-1').waitFor({ state: 'detached' });
    await page.unroute('**/api/hosts/*');
    expect(asked).toBe(2);
  });

  it('S-6 a session whose login is nowhere else stops while its host is emptied, and comes back with it', async () => {
    await choose(host('riyadh-1'), 'Empty it');
    await dialog().getByRole('listitem').filter({ hasText: 'These stop' }).waitFor();
    await dialog().getByRole('button', { name: 'Empty it' }).click();
    await open('/sessions');
    await card().getByText('The host is being emptied').waitFor({ timeout: MOVE_MS });
    await card().getByRole('link', { name: 'Open the hosts' }).click();
    await choose(host('riyadh-1'), 'Resume');
    await page.getByText('“riyadh-1” takes sessions again.').waitFor();
    await readyAt(hosts[0]!);
  });

  it('D-7 when the list cannot be read the page says so and offers to try again', async () => {
    const body = { status: 503, code: 'unavailable', title: 'The fleet does not answer.', detail: 'x', requestId: 'r' };
    await page.route('**/api/hosts', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(body) }),
    );
    await open('/hosts');
    await page.getByText('We could not read the hosts').waitFor();
    await page.unroute('**/api/hosts');
    await page.getByRole('button', { name: 'Try again' }).click();
    await host('riyadh-1').waitFor();
  });

  it('D-5 nothing was thrown in the page', () => expect(problems).toEqual([]));
});
