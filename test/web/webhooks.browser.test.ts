import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { PlayedReceiver } from '../../packages/testing/src/played-receiver.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { joinAs } from './join-as.ts';
import { sweepPage, untilQuiet, watchPage } from './sweep.ts';
import {
  type Changes,
  deliveriesAt,
  DELIVERY_IDS,
  ENDPOINT_IDS,
  mockWebhooks,
  problem,
  type WebhooksMock,
  webhooksAt,
} from './webhooks.fixture.ts';

const [PHONE, CUSTOMER] = ['966500000009', '966500000021'];
const STOCK = ENDPOINT_IDS[1]!;
const RETRYING = DELIVERY_IDS[1]!;
/** The log is read anew so often. */
const TAIL_MS = 3_000;

let product: Product;
let browser: Browser;
let page: Page;
let changes: Changes;
const mock: WebhooksMock = { webhooks: () => [], deliveries: () => [], recovery: null };
const open = (path = '', lang: 'ar' | 'en' = 'en') => page.goto(`${product.dev.url}/${lang}/webhooks${path}`);
const endpoint = (number: number) => page.locator(`[data-endpoint=${ENDPOINT_IDS[number - 1]}]`);
const delivery = (number: number) => page.locator(`[data-delivery=${DELIVERY_IDS[number - 1]}]`);
const dialog = () => page.getByRole('dialog');
const choose = async (number: number, item: string): Promise<void> => {
  await endpoint(number)
    .getByRole('button', { name: /options$/ })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
};

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  watchPage(page);
  await signIn(page, product, 'en');
  changes = await mockWebhooks(page, mock);
  // At once: a session shows six codes, and then none until it is asked.
  await product.link(PHONE);
  await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'عميل' });
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});
beforeEach(() => {
  changes.length = 0;
  const nowMs = Date.now();
  Object.assign(mock, {
    webhooks: () => webhooksAt(nowMs),
    deliveries: () => deliveriesAt(nowMs),
    before: undefined,
    recovery: null,
  });
});

describe('the list of endpoints', () => {
  it('W-5 says of each what it does, how well, and why it stopped', async () => {
    await page.goto(`${product.dev.url}/en/settings/webhooks`);
    await page.waitForURL('**/en/webhooks');
    await endpoint(1).getByText('Active').waitFor();
    await endpoint(1).getByText('2,210 deliveries').waitFor();
    await endpoint(1).getByText('180 ms').waitFor();
    await endpoint(2).getByText('3 waiting').waitFor();
    await endpoint(2).getByText('96.1%').waitFor();
    await endpoint(3)
      .getByText(/Next try in\s*0?1:\d\d/)
      .waitFor();
    await endpoint(4).getByText('Stopped after 3 failing days').waitFor();
    await endpoint(5).getByText('Paused').waitFor();
    const table = endpoint(2).getByRole('table', { name: 'Deliveries to “Stock sync” by the hour' });
    expect(await table.locator('tbody tr').count()).toBe(24);
  });

  it('W-4 what was stopped is enabled again in place', async () => {
    await open();
    await endpoint(4).getByRole('button', { name: 'Enable again' }).click();
    await until('the request', () => changes.find(({ path }) => path === `/${ENDPOINT_IDS[3]}/enable`));
    await page.getByRole('status').getByText('المخزن القديم').waitFor();
  });

  it('D-5 without any it teaches, and when it cannot be read it says why with a request id', async () => {
    mock.webhooks = () => [];
    await open();
    await page.getByText('No endpoint yet').waitFor();
    await page.getByRole('button', { name: 'How do I verify a signature?' }).click();
    await dialog().getByTestId('snippet').getByText('createHmac').first().waitFor();
    mock.before = (route, method, path) =>
      method === 'GET' && path === '' ? route.fulfill(problem(503, 'unavailable')) : undefined;
    await open();
    await page.getByText('We could not read the endpoints').waitFor({ timeout: 20_000 });
    await page.getByText('req_8Lk2vQ0s01').waitFor();
  });

  it('W-3 a deletion waits until the name is typed', async () => {
    await open();
    await choose(2, 'Delete');
    const submit = dialog().getByRole('button', { name: 'Delete endpoint' });
    expect(await submit.isDisabled()).toBe(true);
    await dialog().getByRole('textbox').fill('Stock sync');
    await page.keyboard.press('Enter');
    await until('the request', () => changes.find(({ method }) => method === 'DELETE'));
  });

  it('A-1 who may not see endpoints is told which roles may', async () => {
    const { email, password } = await joinAs(product, 'hooks-agent@example.com', 'agent');
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(`${product.dev.url}/en/login`);
    await other.locator('#email').fill(email);
    await other.locator('#password').fill(password);
    await other.locator('form button:not([type=button])').last().click();
    await other.waitForURL('**/dashboard');
    await other.getByRole('link', { name: 'Messages' }).first().waitFor();
    expect(await other.getByRole('link', { name: 'Webhooks' }).count()).toBe(0);
    await other.goto(`${product.dev.url}/en/webhooks`);
    await other
      .getByText(/Owner.*or.*Admin|Admin.*or.*Owner/i)
      .first()
      .waitFor();
    await context.close();
  });
});

describe('an endpoint made by the keyboard', () => {
  it('W-9 a refused address is said beside its field, which gets the focus', async () => {
    mock.before = (route, method, path) =>
      method === 'POST' && path === ''
        ? route.fulfill(
            problem(422, 'url_not_allowed', { title: 'This address is not allowed.', detail: 'Use an https address.' }),
          )
        : undefined;
    await open('?new=1');
    await dialog().getByLabel('Address').fill('http://10.0.0.1/hooks');
    await page.keyboard.press('Enter');
    const hint = dialog().locator('#endpoint-url-hint');
    await hint.getByText('This address is not allowed. Use an https address.').waitFor();
    await until('the focus', () =>
      dialog()
        .getByLabel('Address')
        .evaluate((field) => field === document.activeElement),
    );
  });

  it('W-3 a filter that can never match is said at its condition, and the dry run counts', async () => {
    await open('?new=1');
    await dialog().locator('summary', { hasText: 'Filter' }).press('Enter');
    await dialog().getByRole('button', { name: 'Add a condition' }).click();
    await dialog().getByLabel('Field of condition 1').fill('data.kind');
    await dialog().getByLabel('Value of condition 1').fill('text');
    mock.before = (route, _method, path) =>
      path === '/test-filter'
        ? route.fulfill(
            problem(422, 'filter_cannot_match', {
              errors: [
                { pointer: '/filter/conditions/0/path', code: 'unknown_path', message: 'No event has this field.' },
              ],
            }),
          )
        : undefined;
    await dialog().getByRole('button', { name: 'Try it on recent events' }).click();
    await dialog().locator('.condition').getByText('No event has this field.').waitFor();
    mock.before = undefined;
    await dialog().getByLabel('Field of condition 1').fill('data.type');
    await dialog().getByRole('button', { name: 'Try it on recent events' }).click();
    await dialog().getByText('42 of the newest 500 events match').waitFor();
    expect(changes.at(-1)?.body).toEqual({
      events: ['message.received'],
      filter: { conditions: [{ path: 'data.type', op: 'eq', value: 'text' }] },
    });
  });

  it('W-3 its secret is shown once, is kept before it closes, and a test answers in place', async () => {
    await open('?new=1');
    await dialog().getByLabel('Address').fill('https://shop.example.com/hooks');
    await dialog().getByLabel('Name', { exact: true }).fill('متجر');
    await dialog().getByRole('searchbox').fill('campaign.comp');
    await dialog().getByRole('checkbox', { name: 'campaign.completed' }).press('Space');
    await dialog().getByTestId('sample').getByText('campaign.completed').first().waitFor();
    await dialog().getByLabel('Address').press('Enter');
    await dialog().getByTestId('webhook-secret').getByText('whsec_').waitFor();
    const made = changes.find(({ method, path }) => method === 'POST' && path === '');
    expect(made?.body).toMatchObject({
      url: 'https://shop.example.com/hooks',
      events: ['message.received', 'campaign.completed'],
      retry: { profile: 'extended' },
      payload: 'full',
    });
    await page.keyboard.press('Escape');
    await dialog().getByTestId('webhook-secret').waitFor();
    await dialog().getByRole('button', { name: 'Send', exact: true }).press('Enter');
    await dialog().getByTestId('test-answer').getByText('200').waitFor();
    await dialog().getByRole('checkbox', { name: 'I have kept it' }).press('Space');
    await dialog().getByRole('button', { name: 'Done' }).press('Enter');
    await dialog().waitFor({ state: 'detached' });
  });

  it('D-5 on a phone what the long form is sent with stays in sight', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await open('?new=1', 'ar');
    await dialog().getByTestId('sample').locator('pre').waitFor();
    const box = await dialog().getByRole('button', { name: 'أنشئ النقطة' }).boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(640);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('W-2 a rotation asks how long the old secret stays', async () => {
    await open();
    await choose(1, 'Rotate secret');
    await dialog().getByLabel('for an hour').check();
    await dialog().getByRole('button', { name: 'Make a new secret' }).click();
    await dialog().getByText('The old secret is valid until').waitFor();
    expect(changes.at(-1)?.body).toEqual({ graceSeconds: 3600 });
  });
});

describe('the delivery log', () => {
  it('W-5 an address leads to its row: attempts, the next one counted down, and why', async () => {
    await open(`?endpoint=${STOCK}&open=${RETRYING}`);
    await delivery(2).getByText('Attempt 4 in').waitFor();
    await delivery(2)
      .getByRole('timer')
      .getByText(/^03:\d\d$/)
      .waitFor();
    await delivery(2)
      .getByText(/If you are deploying, do nothing/)
      .waitFor();
    await delivery(2).getByTestId('body').getByText('السلام عليكم').waitFor();
    await delivery(2).getByRole('tab', { name: 'Request' }).press('ArrowRight');
    await delivery(2).getByText('HTTP 503').waitFor();
    await page.keyboard.press('ArrowRight');
    const signed = await delivery(2).getByTestId('signed').innerText();
    expect(signed).toContain('.1795262666.{"id":"evt_');
    await delivery(2).locator('.dl-open').press('Enter');
    await page.waitForURL((url) => !url.searchParams.has('open'));
  });

  it('W-4 while the endpoint rests it counts down to the end of the rest, not to a time that is over', async () => {
    const nowMs = Date.now();
    mock.deliveries = () =>
      deliveriesAt(nowMs).map((row) => ({ ...row, nextAttemptAt: new Date(nowMs - 60_000).toISOString() }));
    await open(`?endpoint=${ENDPOINT_IDS[2]}&open=${RETRYING}`);
    await delivery(2)
      .getByRole('timer')
      .getByText(/^01:\d\d$/)
      .waitFor();
    await delivery(2).getByText('we give the server a rest').waitFor();
    await open(`?endpoint=${STOCK}&open=${RETRYING}`);
    await delivery(2).getByText('Waits for its turn').waitFor();
    expect(await delivery(2).getByRole('timer').count()).toBe(0);
  });

  it('W-5 tabs and search stand in the address, and nothing found offers the way back', async () => {
    await open(`?endpoint=${STOCK}`);
    await page.getByRole('tab', { name: 'Failed 34' }).click();
    await delivery(1).waitFor({ state: 'detached' });
    await delivery(5).getByText('Gave up').waitFor();
    await page.getByRole('combobox', { name: 'Search the log' }).fill(DELIVERY_IDS[0]!);
    await page.getByText('No delivery fits this filter').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe(DELIVERY_IDS[0]);
    await page.getByRole('button', { name: 'Show all' }).click();
    await delivery(1).waitFor();
  });

  it('W-5 new rows come by themselves until the tail is paused', async () => {
    const all = mock.deliveries();
    mock.deliveries = () => all.slice(2);
    await page.clock.install();
    await open(`?endpoint=${STOCK}`);
    await delivery(3).waitFor();
    mock.deliveries = () => all.slice(1);
    await page.clock.fastForward(TAIL_MS);
    await delivery(2).waitFor();
    await page.getByRole('button', { name: 'Pause live tail' }).click();
    await page.getByRole('button', { name: 'Resume live tail' }).waitFor();
    mock.deliveries = () => all;
    await page.clock.fastForward(3 * TAIL_MS);
    await untilQuiet(page);
    expect(await delivery(1).count()).toBe(0);
    await page.getByRole('button', { name: 'Resume live tail' }).click();
    await page.clock.fastForward(TAIL_MS);
    await delivery(1).waitFor();
  });

  it('W-5 what is ticked is resent, one after another, and a deleted one cannot be', async () => {
    await open(`?endpoint=${STOCK}`);
    await delivery(2).getByRole('checkbox').check();
    await delivery(5).getByRole('checkbox').check();
    expect(await delivery(6).getByRole('checkbox').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Resend selected' }).click();
    await page.getByText('2 of 2 resent').waitFor();
    expect(changes.map(({ path }) => path.split('/').at(-2))).toEqual([DELIVERY_IDS[1], DELIVERY_IDS[4]]);
  });

  it('W-5 a recovery is counted before it runs, shows how far it is, and can be stopped', async () => {
    await open(`?endpoint=${STOCK}`);
    await page.getByRole('button', { name: 'Recover failed' }).click();
    await dialog().getByText('34 deliveries failed and never arrived since').waitFor();
    expect(changes.map(({ body }) => body['dryRun'])).toEqual([true]);
    await dialog().getByRole('button', { name: 'Send 34' }).click();
    await dialog().getByText('20 of 34').waitFor();
    expect(await dialog().getByRole('progressbar').getAttribute('aria-valuenow')).toBe('20');
    await dialog().getByRole('button', { name: 'Stop it' }).click();
    await dialog().getByText('Cancelled').waitFor();
  });
});

describe('on a bad network', () => {
  afterEach(() =>
    page.unrouteAll({ behavior: 'wait' }).then(async () => void (changes = await mockWebhooks(page, mock))),
  );

  it('D-5 what was read stays in sight and says that it is old, when it cannot be read again', async () => {
    await open();
    await endpoint(1).waitFor();
    await page.route(/\/api\/webhooks\/[^/]+\/logs/, (route) => route.fulfill(problem(500, 'internal')));
    await page.getByTestId('stale').getByText('What stands here may be out of date.').waitFor();
    await delivery(1).waitFor();
  });

  it('W-3 K-1 a creation that the server broke off is repeated under the same key', async () => {
    const keys: (string | undefined)[] = [];
    await open('?new=1');
    await page.route('**/api/webhooks', (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      keys.push(route.request().headers()['idempotency-key']);
      return keys.length === 2 ? route.abort() : route.fulfill(problem(503, 'unavailable'));
    });
    await dialog().getByLabel('Address').fill('https://shop.example.com/hooks');
    for (const times of [1, 2, 3]) {
      await dialog().getByRole('button', { name: 'Create' }).click();
      await until('the request', () => keys.length === times);
      await dialog().getByRole('status').filter({ hasText: /\w/ }).first().waitFor();
    }
    expect(new Set(keys).size).toBe(1);
  });
});

describe('with a receiver that answers', () => {
  /** On the real API: what is played for the other tests stays with their page. */
  const ownPage = async (): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      storageState: await page.context().storageState(),
    });
    return context.newPage();
  };

  it('W-3 W-5 an endpoint is made and tested, a failure is seen as it comes, and resent once it is mended', async () => {
    let isMended = false;
    const receiver = await PlayedReceiver.listen(({ event }) =>
      event.test === true || isMended ? 200 : { status: 503, headers: { 'retry-after': '600' } },
    );
    const own = await ownPage();
    await own.goto(`${product.dev.url}/en/webhooks?new=1`);
    const asked = own.getByRole('dialog');
    await asked.getByLabel('Address').fill(receiver.url);
    await asked.getByLabel('Name', { exact: true }).fill('Orders');
    await asked.getByLabel('Address').press('Enter');
    await asked.getByRole('button', { name: 'Send', exact: true }).click();
    await asked.getByTestId('test-answer').getByText('Your server took it').waitFor();
    await asked.getByRole('checkbox', { name: 'I have kept it' }).check();
    await asked.getByRole('button', { name: 'Done' }).click();
    const rows = own.locator('[data-delivery]');
    await rows.filter({ hasText: 'webhook.test' }).waitFor();
    const body = 'السلام عليكم 👋';
    await product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
    const row = rows.filter({ hasText: 'message.received' });
    await row.filter({ hasText: '503' }).locator('.dl-open').click();
    await row.getByText('Attempt 2 in').waitFor();
    await row.getByTestId('body').getByText(body).waitFor();
    isMended = true;
    await row.getByRole('button', { name: 'Resend now' }).click();
    await row.getByText('after 2').waitFor();
    await row.getByText('by hand').waitFor();
    const [first, second] = receiver.of('message.received').filter(({ event }) => event.test !== true);
    expect(second).toMatchObject({ id: first?.id, body: first?.body, attempt: 2, status: 200 });
    await own.context().close();
    await receiver.close();
  });

  it('W-5 a recovery that is stopped leaves the rest failed, the next one takes it, and what was missed is replayed', async () => {
    let isMended = false;
    const receiver = await PlayedReceiver.listen(() => (isMended ? 200 : 500));
    const wish = { events: ['message.received'], description: 'Stock', retry: { profile: 'quick', attempts: 1 } };
    const made = await product.api<{ id: string }>('POST', '/api/webhooks', { url: receiver.url, ...wish });
    const change = (body: unknown) => product.api('PATCH', `/api/webhooks/${made.body.id}`, body);
    const failed = async () =>
      (await product.api<{ data: unknown[] }>('GET', `/api/webhooks/${made.body.id}/logs?state=failed`)).body.data
        .length;
    const write = (body: string) =>
      product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
    // Fewer than would open the breaker.
    for (const n of [1, 2, 3, 4]) await write(`order ${n}`);
    await until('all to be given up', async () => (await failed()) === 4, 15_000);
    isMended = true;
    await change({ throttle: { perSecond: 1 } });

    const own = await ownPage();
    await own.goto(`${product.dev.url}/en/webhooks?endpoint=${made.body.id}`);
    const asked = own.getByRole('dialog');
    await own.getByRole('button', { name: 'Recover failed' }).click();
    await asked.getByText('4 deliveries failed').waitFor();
    await asked.getByRole('button', { name: 'Send 4' }).click();
    await asked.getByText(/[123] of 4/).waitFor();
    await asked.getByRole('button', { name: 'Stop it' }).click();
    await asked.getByText('Cancelled').waitFor();
    await asked.getByRole('button', { name: 'Done' }).click();
    await change({ throttle: null });
    const left = await failed();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(4);
    await own.getByRole('button', { name: 'Recover failed' }).click();
    await asked.getByRole('button', { name: `Send ${left}` }).click();
    await asked.getByText('Completed').waitFor();
    await asked.getByRole('button', { name: 'Done' }).click();
    expect([await failed(), new Set(receiver.taken).size, receiver.taken.length]).toEqual([0, 4, 4]);

    await change({ enabled: false });
    await write('while it was off');
    await until('the log to have it', async () => {
      const { data } = (
        await product.api<{ data: { data: { body?: string } }[] }>('GET', '/api/events?after=0&types=message.received')
      ).body;
      return data.some((event) => event.data.body === 'while it was off');
    });
    await change({ enabled: true });
    await own.reload();
    await own
      .locator(`[data-endpoint=${made.body.id}]`)
      .getByRole('button', { name: /options$/ })
      .click();
    await own.getByRole('menuitem', { name: 'Replay missing' }).click();
    // Also what came before the endpoint was made.
    await asked.getByRole('button', { name: /^Send \d/ }).click();
    await asked.getByText('Completed').waitFor();
    expect(receiver.received.map(({ event }) => event.data.body)).toContain('while it was off');
    await own.context().close();
    await receiver.close();
  });
});

describe('the pages for everybody', () => {
  const LOOKS = [
    { lang: 'ar', theme: 'light', width: 1280 },
    { lang: 'ar', theme: 'dark', width: 360 },
    { lang: 'en', theme: 'dark', width: 1280 },
    { lang: 'en', theme: 'light', width: 360 },
  ] as const;
  const CLEAN = { violations: [], consoleErrors: [], failedRequests: [], overflowPx: 0, thirdParty: [] };

  // What the refusals above put into the console is no fault of these pages.
  beforeAll(async () => void (await sweepPage(page, LOOKS[0])));

  it.each(LOOKS)('D-2 D-4 the list and an open row are accessible and fit: $lang $theme $width', async (look) => {
    await open(`?endpoint=${STOCK}&open=${RETRYING}`, look.lang);
    await page.getByTestId('body').waitFor();
    expect(await sweepPage(page, look)).toEqual(CLEAN);
  });

  it.each([LOOKS[1], LOOKS[2]])('D-2 D-4 the form is accessible and fits: $lang $theme $width', async (look) => {
    await open('?new=1', look.lang);
    await page.getByTestId('sample').locator('pre').waitFor();
    for (const summary of await page.locator('.dialog .more > summary').all()) await summary.press('Enter');
    expect(await sweepPage(page, look)).toEqual(CLEAN);
  });
});
