import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Host, SessionView } from '../../packages/contracts/src/index.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { type Asked, hostsAt, mockFleet, SESSION_IDS, sessionsAt } from './sessions.fixture.ts';
import { sweepPage, watchPage } from './sweep.ts';

const LANGS = ['ar', 'en'] as const;

describe('sessions and hosts in every state, by mocked routes', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let asked: Asked[];
  let sessions: SessionView[];
  let hosts: Host[];
  const open = (path: string, lang: 'ar' | 'en' = 'en') => page.goto(`${product.dev.url}/${lang}${path}`);
  const card = (number: number) => page.locator(`[data-session=${SESSION_IDS[number - 1]}]`);
  const host = (name: string) => page.locator('[data-host]').filter({ hasText: name });
  const choose = async (on: ReturnType<typeof card>, item: string): Promise<void> => {
    await on.locator('.scard-top button').click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    watchPage(page);
    await signIn(page, product, 'en');
    asked = await mockFleet(page, { sessions: () => sessions, hosts: () => hosts });
  });
  beforeEach(() => {
    sessions = sessionsAt(Date.now());
    hosts = hostsAt(Date.now());
    asked.length = 0;
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('S-3 S-5 each card says what is, why, and for how long', async () => {
    await open('/sessions');
    await card(1).getByText('for 14 days').waitFor();
    expect(await card(1).locator('[data-fact=memory]').innerText()).toContain('312 MB');
    await card(1).getByText('riyadh-1').waitFor();
    await card(3).getByText('Code 3 of 6').waitFor();
    await card(4).getByText('Reconnecting, 2 of 5').waitFor();
    await card(4)
      .getByText(/^next in \d s$|^trying now$/)
      .waitFor();
    await card(4).getByText('5 messages waiting').waitFor();
    await card(5).getByText('WhatsApp asks for a passkey.').waitFor();
    await card(5).getByRole('button', { name: 'How?' }).click();
    await card(5).getByText('Open WhatsApp on the phone of this number.').waitFor();
    await card(6).getByText('The link is kept; starting it needs no new scan.').waitFor();
  });

  it('S-4 deleting wants the name typed, says what is erased, and takes the card away', async () => {
    await choose(card(2), 'Delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the phone keeps its own').waitFor();
    const submit = dialog.getByRole('button', { name: 'Delete for good' });
    expect(await submit.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Customer care');
    sessions = sessions.filter(({ name }) => name !== 'Customer care');
    await submit.click();
    await card(2).waitFor({ state: 'detached' });
    await page.getByText('“Customer care” is deleted.').waitFor();
    expect(asked).toEqual([{ call: `DELETE /api/sessions/${SESSION_IDS[1]}`, body: null }]);
  });

  it('S-4 a session is renamed and made the default', async () => {
    await open('/sessions');
    await choose(card(2), 'Rename');
    await page.getByRole('dialog').getByRole('textbox').fill('Care');
    await page.keyboard.press('Enter');
    await page.getByText('The name is changed.').waitFor();
    await choose(card(2), 'Make it the default');
    await page.getByText('“Customer care” is the default now.').waitFor();
    expect(asked.map(({ body }) => body)).toEqual([{ name: 'Care' }, { isDefault: true }]);
  });

  it('S-6 a move to a host that does not see the login wants to be accepted first', async () => {
    await choose(card(1), 'Move to another host');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /سحابة المشغّل/ }).check();
    const submit = dialog.getByRole('button', { name: 'Move' });
    expect(await submit.isDisabled()).toBe(true);
    expect(await dialog.getByRole('radio', { name: /حاسوب المتجر/ }).isDisabled()).toBe(true);
    await dialog.getByLabel('I will scan a new code').check();
    await submit.click();
    await page.getByText(/is moving to/).waitFor();
    expect(asked).toEqual([
      { call: `POST /api/sessions/${SESSION_IDS[0]}/move`, body: { hostId: hosts[2]?.hostId, isFresh: true } },
    ]);
  });

  it('S-8 the event log tells by the day what happened, and more on demand', async () => {
    await open(`/sessions?log=${SESSION_IDS[3]}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Today', { exact: true }).waitFor();
    await dialog.getByText('Repair: loading the page again').first().waitFor();
    await dialog.getByText('Served by').filter({ hasText: 'jeddah-1' }).first().waitFor();
    expect(await dialog.locator('[data-entry]').count()).toBe(50);
    await dialog.getByRole('button', { name: 'Show more' }).click();
    await dialog.getByText('That is all that is kept.').waitFor();
    expect(await dialog.locator('[data-entry]').count()).toBe(60);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('S-6 each host says how full it is; the operator’s is shared and cannot be changed', async () => {
    await open('/hosts');
    await host('riyadh-1').getByText('4 of 8', { exact: true }).waitFor();
    await host('riyadh-1').getByText('jeddah-1').waitFor();
    await host('jeddah-1').getByText('Emptying').waitFor();
    await host('سحابة المشغّل').getByText('Shared', { exact: true }).waitFor();
    expect(await host('سحابة المشغّل').getByRole('button').count()).toBe(0);
  });

  it('S-6 emptying a host names the sessions that stop and those that move', async () => {
    hosts = hosts.map((one) => (one.name === 'jeddah-1' ? { ...one, status: 'connected', freePlaces: 1 } : one));
    await open('/hosts');
    await choose(host('riyadh-1').first(), 'Empty it');
    const dialog = page.getByRole('dialog');
    const consequences = dialog.getByRole('listitem');
    await consequences.filter({ hasText: 'These move' }).getByText('المبيعات').waitFor();
    await consequences.filter({ hasText: 'These stop' }).getByText('Customer care').waitFor();
    await dialog.getByRole('button', { name: 'Empty it' }).click();
    await page.getByText('“riyadh-1” is being emptied.').waitFor();
    expect(asked.map(({ call }) => call)).toEqual([`POST /api/hosts/${hosts[0]?.hostId}/drain`]);
  });

  it('S-6 a host is added by one command, and the dialog sees it come', async () => {
    await page.getByRole('button', { name: 'Add a host' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make the command' }).click();
    expect(await dialog.getByTestId('enrol-command').textContent()).toContain('waqtor-host enroll');
    await dialog.getByText(/^Valid for 1[45]:\d\d$/).waitFor();
    await dialog.getByText('Waiting for the host').waitFor();
    const hostId: Host['hostId'] = 'hst_01JD0000000000000000000077';
    hosts = [...hosts, { ...hosts[0]!, hostId, name: 'dammam-1' }];
    await dialog.getByText('dammam-1').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await host('dammam-1').waitFor();
  });

  it('D-5 without a host or a session the pages teach how to begin', async () => {
    sessions = [];
    hosts = [];
    await open('/hosts');
    await page.getByText('No host yet').waitFor();
    await open('/sessions');
    await page.getByText('No number is linked yet').waitFor();
  });

  const DIALOGS = [
    { name: 'the cards', path: '/sessions', shows: `[data-session=${SESSION_IDS[5]}]` },
    { name: 'a code', path: `/sessions?link=${SESSION_IDS[2]}`, shows: '[data-phase]' },
    { name: 'a number to pair', path: `/sessions?link=${SESSION_IDS[2]}&way=number`, shows: '#pair-phone' },
    { name: 'the event log', path: `/sessions?log=${SESSION_IDS[3]}`, shows: '[data-entry=compat]' },
    { name: 'a new session', path: '/sessions?new=1', shows: '#name-field' },
    { name: 'the hosts', path: '/hosts', shows: '[data-host]' },
  ];
  it.each(LANGS.flatMap((lang) => DIALOGS.map((shown) => [shown.name, lang, shown] as const)))(
    'D-5 %s in %s is clean for axe and fits 360 px, in both themes',
    async (_name, lang, { path, shows }) => {
      for (const [theme, width] of [
        ['light', 1280],
        ['dark', 360],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await open(path, lang);
        await page.locator(shows).first().waitFor();
        await page.waitForLoadState('networkidle');
        const { violations, overflowPx, consoleErrors } = await sweepPage(page, { lang, theme, width });
        expect({ violations, overflowPx, consoleErrors }).toEqual({ violations: [], overflowPx: 0, consoleErrors: [] });
      }
    },
  );
});
