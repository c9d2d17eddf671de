import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Host, SessionState, SessionView } from '../../packages/contracts/src/index.ts';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { joinAs } from './join-as.ts';
import { hostsAt, mockFleet, SESSION_IDS, sessionsAt } from './sessions.fixture.ts';
import { sweepPage, watchPage } from './sweep.ts';

const SALES = '966500000012';
const DELIVERY = '966500000083';
const LIVE_LIMIT_MS = 1_000;

const LANGS = ['ar', 'en'] as const;

let product: Product;
let browser: Browser;
let page: Page;
const open = (path: string, lang: 'ar' | 'en' = 'en') => page.goto(`${product.dev.url}/${lang}${path}`);

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  watchPage(page);
  await signIn(page, product, 'en');
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

describe('the sessions page on the product', () => {
  const problems: string[] = [];
  const card = (name: string) => page.locator('article[data-session]').filter({ hasText: name });
  const stateOf = async (name: string): Promise<SessionState> => {
    const { body } = await product.api<{ data: SessionState[] }>('GET', '/api/sessions');
    return body.data.find((session) => session.name === name)!;
  };
  const untilStatus = (name: string, status: string) =>
    until(`${name} to be ${status}`, async () => ((await stateOf(name)).status === status ? true : null), 20_000);
  /** By the menu of its card, as a person does, in the page's language. */
  const choose = async (name: string, item: string): Promise<void> => {
    await card(name).locator('.scard-top button').click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  beforeAll(async () => {
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await product.simulator('POST', '/accounts', { phone: SALES, name: 'متجر الواحة' });
    await product.simulator('POST', '/accounts', { phone: DELIVERY, name: 'Oasis delivery' });
  });

  it('S-4 a name makes a session and leads on to its code', async () => {
    await open('/sessions');
    await page.getByRole('button', { name: 'Link a number' }).click();
    await page.getByLabel('Name', { exact: true }).fill('المبيعات 2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Link “المبيعات 2”' }).waitFor();
    expect(new URL(page.url()).searchParams.get('link')).toBe((await stateOf('المبيعات 2')).sessionId);
  });

  it('S-2 the dialog shows the code of the session, its number of six and the seconds left', async () => {
    const dialog = page.getByRole('dialog');
    await dialog.locator('[data-phase=code]').waitFor();
    await dialog.getByText(/Code \d of 6/).waitFor();
    const box = await dialog.getByTestId('qr').boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(264);
    expect(await dialog.getByRole('timer').getAttribute('aria-label')).toMatch(/^\d+ seconds? left$/);
    await dialog.getByText('Waiting for the phone').waitFor();
  });

  it('S-2 a new code is another one, and starts counting at one', async () => {
    const dialog = page.getByRole('dialog');
    const drawn = () => dialog.getByTestId('qr').locator('path').getAttribute('d');
    const before = await drawn();
    await dialog.getByRole('button', { name: 'New code' }).click();
    await dialog.getByText('Code 1 of 6').waitFor();
    await until('another code', async () => (await drawn()) !== before);
  });

  it('S-2 D-6 a scan is answered within a second: linked, whose phone it is, and the window closes by itself', async () => {
    const { qr } = await until('the code', async () => {
      const state = await stateOf('المبيعات 2');
      return state.qr ? state : null;
    });
    await product.simulator('POST', `/accounts/${SALES}/scan`, { qr });
    await untilStatus('المبيعات 2', 'ready');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Linked', { exact: true }).waitFor({ timeout: LIVE_LIMIT_MS });
    await dialog.getByText('+966 50 000 0012').waitFor();
    await dialog.waitFor({ state: 'detached', timeout: 10_000 });
    expect(await card('المبيعات 2').getAttribute('data-status')).toBe('ready');
    await page.waitForURL((url) => url.search === '');
  });

  it('S-2 a number is linked by typing a code on the phone, in Arabic', async () => {
    const { body } = await product.api<SessionState>('POST', '/api/sessions', { name: 'التوصيل' });
    await untilStatus('التوصيل', 'qr');
    await open(`/sessions?link=${body.sessionId}`, 'ar');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'مسح الرمز' }).focus();
    await page.keyboard.press('ArrowLeft');
    const phone = dialog.getByLabel('رقم الهاتف المراد ربطه');
    await phone.fill('12');
    await dialog.getByRole('button', { name: 'اطلب رمزًا' }).click();
    await dialog.getByText('هذا ليس رقمًا كاملًا').waitFor();
    await phone.fill('٠٥٠٠٠٠٠٠٨٣');
    await dialog.getByText('+966 50 000 0083').waitFor();
    await dialog.getByRole('button', { name: 'اطلب رمزًا' }).click();
    await dialog.getByText(/^صالح مدة 0\d:\d\d$/).waitFor();
    const cells = await dialog.getByTestId('pairing-code').locator('b').allTextContents();
    expect(cells).toHaveLength(8);
    await product.simulator('POST', `/accounts/${DELIVERY}/scan`, { pairingCode: cells.join('') });
    await dialog.getByText('تم الربط', { exact: true }).waitFor();
    await dialog.getByText('Oasis delivery').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('S-4 every session has its card; groups are counted, and name and number are found in any digits', async () => {
    await open('/sessions');
    await card('التوصيل').waitFor();
    expect(await page.locator('article[data-session]').count()).toBe(3);
    expect(await page.locator('[data-group=all]').textContent()).toMatch(/3/);
    expect(await page.locator('[data-group=ready]').textContent()).toMatch(/2/);
    await page.locator('[data-group=attention]').click();
    await card('التوصيل').waitFor({ state: 'detached' });
    expect(await page.locator('article[data-session]').count()).toBe(1);
    await page.getByRole('searchbox').fill('no such name');
    await page.getByText('Nothing found').waitFor();
    await page.getByRole('button', { name: 'Show all sessions' }).click();
    await page.getByRole('searchbox').fill('٠٠٨٣');
    await card('المبيعات 2').waitFor({ state: 'detached' });
    await card('التوصيل').waitFor();
    await page.getByRole('searchbox').fill('');
  });

  it('S-4 stop says what follows in words, keeps the link, and a start needs no scan', async () => {
    await open('/sessions');
    await choose('التوصيل', 'Stop');
    await page.getByRole('dialog').getByText('The link to the phone stays').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('status').getByText('“التوصيل” is stopping; the link stays.').waitFor();
    await card('التوصيل').getByText('Stopped', { exact: true }).waitFor();
    await card('التوصيل').getByText('The link is kept; starting it needs no new scan.').waitFor();
    await card('التوصيل').getByRole('button', { name: 'Start' }).click();
    await card('التوصيل').getByText('Ready', { exact: true }).waitFor();
    expect(await card('المبيعات 2').getAttribute('data-status')).toBe('ready');
  });

  it('S-1 restart says what follows in Arabic, and the session comes back by itself', async () => {
    await open('/sessions', 'ar');
    await card('المبيعات 2').waitFor();
    await choose('المبيعات 2', 'أعد التشغيل');
    await page.getByRole('dialog').getByText('يبقى الربط كما هو').waitFor();
    const before = (await stateOf('المبيعات 2')).since;
    await page.getByRole('dialog').getByRole('button', { name: 'أعد التشغيل' }).click();
    await page.getByRole('status').getByText('يُعاد تشغيل «المبيعات 2».').waitFor();
    await until('a later ready', async () => {
      const { status, since } = await stateOf('المبيعات 2');
      return status === 'ready' && since !== before ? true : null;
    });
    await card('المبيعات 2').getByText('جاهزة', { exact: true }).waitFor();
  });

  it('S-4 logging out asks first, ends the link of this session alone, and offers a new one', async () => {
    await open('/sessions');
    await choose('التوصيل', 'Log out');
    await page.getByRole('dialog').getByText('to return you scan a new code').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
    await card('التوصيل').getByText('It was logged out here.').waitFor();
    expect(await card('المبيعات 2').getAttribute('data-status')).toBe('ready');
    await card('التوصيل').getByRole('button', { name: 'Link again' }).click();
    await page.getByRole('dialog').locator('[data-phase=code]').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('S-1 the dot beside the page’s name tells that a session needs somebody, on every page', async () => {
    await open('/dashboard');
    await page.locator('.sidebar [data-attention]').waitFor();
    await page.getByRole('link', { name: 'All sessions' }).click();
    await page.waitForURL('**/sessions');
  });

  it('A-1 a viewer sees the sessions, and nothing to change them with', async () => {
    const viewer = await joinAs(product, 'viewer@example.test', 'viewer');
    const context = await browser.newContext();
    const other = await context.newPage();
    await signIn(other, { dev: { ...product.dev, ...viewer } } as Product, 'en');
    await other.goto(`${product.dev.url}/en/sessions`);
    await other.locator('article[data-status=ready]').first().waitFor();
    expect(await other.getByRole('button', { name: /Link a number|Restart|Show the code/ }).count()).toBe(0);
    await other.locator('article[data-session] .scard-top button').first().click();
    await other.getByRole('menuitem').first().waitFor();
    expect(await other.getByRole('menuitem').allInnerTexts()).toEqual(['Event log', 'Copy the session id']);
    expect(await other.locator('.sidebar').getByText('Hosts').count()).toBe(0);
    await context.close();
  });

  it('S-4 a session is renamed and made the default, for everybody', async () => {
    await open('/sessions');
    await choose('التوصيل', 'Rename');
    await page.getByRole('dialog').getByRole('textbox').fill('Deliveries');
    await page.keyboard.press('Enter');
    await page.getByText('The name is changed.').waitFor();
    await choose('Deliveries', 'Make it the default');
    await page.getByText('“Deliveries” is the default now.').waitFor();
    await page.locator('article[data-session]').first().getByText('Deliveries').waitFor();
    await card('Deliveries').getByText('Default', { exact: true }).waitFor();
    expect(await stateOf('Deliveries')).toMatchObject({ isDefault: true });
  });

  it('S-3 a login that is open elsewhere needs somebody, and “Use it here” takes it back', async () => {
    const needing = async (): Promise<number> =>
      Number(/\d+/.exec((await page.locator('[data-group=attention]').textContent()) ?? '')?.[0] ?? 0);
    const before = await needing();
    await product.simulator('POST', '/faults', { phone: SALES, conflict: true });
    await card('المبيعات 2').getByText('WhatsApp Web was opened somewhere else.').waitFor();
    await until('one more to need somebody', async () => (await needing()) > before);
    await card('المبيعات 2').getByRole('button', { name: 'Use it here' }).click();
    await card('المبيعات 2').getByText('Ready', { exact: true }).waitFor();
  });

  it('S-4 deleting wants the name typed, says what is erased, and takes the card away', async () => {
    const trigger = card('Deliveries').locator('.scard-top button');
    await choose('Deliveries', 'Delete');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until('the focus on the button again', () =>
      trigger.evaluate((button) => button === button.ownerDocument.activeElement),
    );
    await choose('Deliveries', 'Delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the phone keeps its own').waitFor();
    const submit = dialog.getByRole('button', { name: 'Delete for good' });
    expect(await submit.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('Deliveries');
    await submit.click();
    await page.getByText('“Deliveries” is deleted.').waitFor();
    await card('Deliveries').waitFor({ state: 'detached' });
    expect(await stateOf('Deliveries')).toBeUndefined();
  });

  it('D-5 the bar of a phone holds five, and under the last stands every page that it has no room for', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open('/sessions', 'ar');
    const bar = page.getByRole('navigation', { name: 'الصفحات' });
    const more = bar.getByRole('button', { name: 'المزيد' });
    await more.press('Enter');
    // Without what its dot says to who does not see it.
    const names = (await bar.locator('a, button').allInnerTexts()).map((text) => text.split('\n')[0]);
    expect(names).toEqual(['الرئيسية', 'الرسائل', 'الحملات', 'الجلسات', 'المزيد']);
    for (const name of ['الخوادم المضيفة', 'الإعدادات', 'وصف الواجهة البرمجية']) {
      await page.getByRole('menuitem', { name }).waitFor();
    }
    await page.getByRole('menuitem', { name: 'الويب هوك' }).press('Enter');
    await page.waitForURL('**/ar/webhooks');
    expect(await more.getAttribute('class')).toMatch(/\bon\b/);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('D-7 offline what is known stays, what would be written is held back, and back again it is not', async () => {
    const context = await browser.newContext({ storageState: await page.context().storageState() });
    const other = await context.newPage();
    const sockets: WebSocketRoute[] = [];
    let isCut = false;
    await other.routeWebSocket(/\/ws/, (socket) => {
      if (isCut) return void socket.close();
      sockets.push(socket);
      socket.connectToServer();
    });
    await other.goto(`${product.dev.url}/en/sessions`);
    const sales = other.locator('article[data-session]').filter({ hasText: 'المبيعات 2' });
    const link = other.getByRole('button', { name: 'Link a number' });
    await sales.getByText('Ready', { exact: true }).waitFor();
    await until('the live connection', () => sockets.length > 0);
    isCut = true;
    for (const socket of sockets) await socket.close();
    await other.getByText('You are offline').waitFor();
    await sales.getByText('Ready', { exact: true }).waitFor();
    expect(await link.isDisabled()).toBe(true);
    expect(await sales.getByRole('button', { name: 'Restart' }).isDisabled()).toBe(true);
    isCut = false;
    await other.getByText('You are offline').waitFor({ state: 'detached' });
    await until('the button again', () => link.isEnabled());
    await context.close();
  });

  it('D-5 no error came up in the console', () => expect(problems).toEqual([]));
});

describe('sessions and hosts in every state, by mocked routes', () => {
  let sessions: SessionView[];
  let hosts: Host[];
  const card = (number: number) => page.locator(`[data-session=${SESSION_IDS[number - 1]}]`);
  const host = (name: string) => page.getByRole('article', { name });

  beforeAll(async () => {
    await mockFleet(page, { sessions: () => sessions, hosts: () => hosts });
  });
  beforeEach(() => {
    sessions = sessionsAt(Date.now());
    hosts = hostsAt(Date.now());
  });
  it('S-3 S-5 each card says what is, why, and for how long', async () => {
    await open('/sessions');
    await card(1).getByText('for 14 days').waitFor();
    expect(await card(1).locator('[data-fact=memory]').innerText()).toContain('312 MB');
    await card(1)
      .getByText(/^\d+ s ago$/)
      .waitFor();
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

  it('S-6 a session whose host is not reached says so, what follows and where to look, in Arabic too', async () => {
    const reason = { code: 'host_lost', message: '' } as const;
    sessions = sessions.map((one, at) => (at === 0 ? { ...one, status: 'disconnected', reason } : one));
    await open('/sessions', 'ar');
    await card(1).getByText('لا نصل إلى مضيف الجلسة.').waitFor();
    await card(1).getByText('تعود حين يعود المضيف.').waitFor();
    await card(1).getByRole('link', { name: 'افتح الخوادم المضيفة' }).waitFor();
    await open('/sessions');
    await card(1).getByText('Open the hosts').waitFor();
  });

  it('S-8 the event log tells by the day what happened, and more on demand', async () => {
    await open(`/sessions?log=${SESSION_IDS[3]}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Today', { exact: true }).waitFor();
    await dialog.getByText('Repair: loading WhatsApp Web again').first().waitFor();
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
    await host('riyadh-1').getByText('2.8 of 8 GB', { exact: true }).waitFor();
    await host('riyadh-1').getByText('jeddah-1').waitFor();
    await host('jeddah-1').getByText('Emptying').waitFor();
    await host('سحابة المشغّل').getByText('Shared', { exact: true }).waitFor();
    expect(await host('سحابة المشغّل').getByRole('button').count()).toBe(0);
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
  it.each(DIALOGS)(
    'D-5 $name is clean for axe and fits, dark at 360 px in Arabic and light at 1280 px in English',
    async ({ path, shows }) => {
      for (const lang of LANGS) {
        const look =
          lang === 'ar' ? ({ theme: 'dark', width: 360 } as const) : ({ theme: 'light', width: 1280 } as const);
        await page.setViewportSize({ width: look.width, height: 800 });
        await open(path, lang);
        await page.locator(shows).first().waitFor();
        const { violations, overflowPx, consoleErrors } = await sweepPage(page, { lang, ...look });
        expect({ violations, overflowPx, consoleErrors }).toEqual({ violations: [], overflowPx: 0, consoleErrors: [] });
      }
    },
  );
});
