import { readFileSync } from 'node:fs';
import path from 'node:path';
import { totpCode, totpStep } from '@waqtor/core/totp/totp';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { mailLinks } from './mail-links.ts';
import { sweepPage } from './sweep.ts';

const OWNER = { name: 'نورة السالم', email: 'noura@oasis.example', password: 'seven green camels' };
const GUEST = { name: 'Fahad', email: 'fahad@oasis.example', password: 'quiet harbour lantern' };
const WORKSPACE = 'واحة النخيل';

describe('people come in by the pages that stand before the dashboard', () => {
  let product: Product;
  let browser: Browser;
  let visitor: BrowserContext;
  let page: Page;
  let linkIn: ReturnType<typeof mailLinks>;
  const url = (lang: 'ar' | 'en', route: string): string => `${product.dev.url}/${lang}${route}`;
  const submit = (on = page): Promise<void> => on.locator('main form button:not([type=button])').last().click();
  const fillSignIn = async (on: Page, email: string, password: string): Promise<void> => {
    await on.locator('#email').fill(email);
    await on.locator('#password').fill(password);
    await submit(on);
  };
  /** A request as the pages make them, with the person's cookie. */
  const post = (on: Page, route: string, body: object = {}): Promise<{ status: number; body: never }> =>
    on.evaluate(
      async ([target, content]) => {
        const response = await fetch(target as string, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(content),
        });
        const text = await response.text();
        return { status: response.status, body: (text ? JSON.parse(text) : null) as never };
      },
      [route, body] as const,
    );

  /** What stands there now, in both themes, on a phone and a desk. Requests that were refused on purpose are left out. */
  const expectClean = async (on: Page, lang: 'ar' | 'en', state: string): Promise<void> => {
    for (const theme of ['light', 'dark'] as const) {
      for (const width of [360, 1280]) {
        const { violations, overflowPx, thirdParty } = await sweepPage(on, { lang, theme, width });
        expect({ state, theme, width, violations, overflowPx, thirdParty }).toEqual({
          state,
          theme,
          width,
          violations: [],
          overflowPx: 0,
          thirdParty: [],
        });
      }
    }
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    linkIn = mailLinks(product);
    visitor = await browser.newContext();
    visitor.setDefaultTimeout(5_000);
    page = await visitor.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('A-1 sign-up tells the rules of the password while it is typed', async () => {
    await page.goto(url('ar', '/login'));
    await page.getByRole('link', { name: 'أنشئ حسابًا' }).click();
    await page.locator('#name').fill(OWNER.name);
    await page.locator('#email').fill(OWNER.email);
    await page.locator('#password').fill('short');
    expect(await page.locator('.rules .is-met').count()).toBe(1);
    await page.locator('#password').fill(OWNER.password);
    expect(await page.locator('.rules .is-met').count()).toBe(3);
  });

  it('A-1 a weak password is refused beside its field, in the language of the page, and nothing typed is lost', async () => {
    await page.locator('#password').fill('Password1234');
    await submit();
    await page.locator('#password-hint', { hasText: 'من أول ما يخطر على بال من يخمّن' }).waitFor();
    await expectClean(page, 'ar', 'a refused password');
    expect(await page.locator('#email').inputValue()).toBe(OWNER.email);
  });

  it('A-1 after sign-up the page leads to the mailbox, and says where a local run keeps its mails', async () => {
    await page.locator('#password').fill(OWNER.password);
    await submit();
    await page.getByRole('heading', { name: 'تفقّد بريدك' }).waitFor();
    await page.getByText(OWNER.email).waitFor();
    await page.getByText('.waqtor/mail').waitFor();
    expect(await page.getByRole('button', { name: 'أرسلها مجددًا' }).isDisabled()).toBe(true);
    await expectClean(page, 'ar', 'the mailbox');
  });

  it('A-1 an address that is not confirmed yet cannot sign in, and gets a new link on demand', async () => {
    await page.goto(url('ar', '/login'));
    await fillSignIn(page, OWNER.email, OWNER.password);
    await page.getByText('لم يؤكَّد بريدك بعد').waitFor();
    await expectClean(page, 'ar', 'an address not confirmed');
    const first = await linkIn(OWNER.email, 'verify-email');
    await page.getByRole('button', { name: 'أرسل رابطًا جديدًا' }).click();
    await page.getByRole('heading', { name: 'تفقّد بريدك' }).waitFor();
    const second = await linkIn(OWNER.email, 'verify-email');
    expect(second).not.toBe(first);
    await page.goto(second);
  });

  it('A-1 the link of the mail confirms the address by a press, and leads to sign-in', async () => {
    expect(page.url()).toContain('/ar/verify-email');
    await page.getByRole('button', { name: 'أكّد العنوان' }).click();
    await page.getByRole('heading', { name: 'تأكّد بريدك' }).waitFor();
    await page.getByRole('link', { name: 'دخول' }).click();
    await page.waitForURL('**/ar/login');
  });

  it('A-1 a link that was used says so and offers a new one', async () => {
    await page.goto(url('en', '/verify-email?token=verify_email.usr_unknown.0123456789abcdef'));
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await page.locator('#email').fill('nobody@oasis.example');
    await submit();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  });

  it('A-1 who is a member of no workspace makes one and stands on its Home', async () => {
    await page.goto(url('ar', '/login'));
    await fillSignIn(page, OWNER.email, OWNER.password);
    await page.waitForURL('**/ar/workspaces/new');
    await page.locator('#workspace-name').fill(WORKSPACE);
    await submit();
    await page.waitForURL('**/ar/dashboard');
    await page.locator('.brand-name', { hasText: WORKSPACE }).waitFor();
  });

  it('A-5 the right code opens what it is for', async () => {
    const { bootstrapSecret } = JSON.parse(readFileSync(path.join(product.dataDir, 'secrets.json'), 'utf8')) as {
      bootstrapSecret: string;
    };
    const operator = { 'x-waqtor-bootstrap': bootstrapSecret };
    const { workspaceId } = product.dev;
    await product.api('PATCH', `/api/operator/workspaces/${workspaceId}`, { isUnlocked: false }, operator);
    const { body } = await product.api<{ code: string }>(
      'POST',
      '/api/operator/access-codes',
      { workspaceId, gates: ['campaigns'], days: 7 },
      operator,
    );
    const demo = await (await browser.newContext()).newPage();
    await signIn(demo, product, 'en');
    await demo.goto(url('en', '/campaigns'));
    await demo.locator('#gate-code').pressSequentially(body.code);
    await demo.getByText('Campaigns: open for your workspace').waitFor();
    await demo.goto(url('en', '/interactive'));
    await demo.getByText('Interactive: Premium feature').waitFor();
    await product.api('PATCH', `/api/operator/workspaces/${workspaceId}`, { isUnlocked: true }, operator);
    await demo.context().close();
  });

  it('A-5 the features of a new workspace are locked, and a wrong code says how many attempts are left', async () => {
    await page.goto(url('en', '/reports'));
    await page.getByText('Subscribe or enter access code.').waitFor();
    await page.locator('#gate-code').pressSequentially('0000');
    await page.getByText('4 attempts left before a wait.').waitFor();
    await expectClean(page, 'en', 'a locked gate after a wrong code');
    expect(await page.locator('#gate-code').inputValue()).toBe('');
    expect(await page.locator('#gate-code').getAttribute('type')).toBe('password');
  });

  it('A-5 five wrong codes lock the gate for a while, with a countdown', async () => {
    for (const left of ['3 attempts', '2 attempts', '1 attempt', '0 attempts']) {
      await page.locator('#gate-code').pressSequentially('0000');
      await page.getByText(`${left} left before a wait.`).waitFor();
    }
    await page.locator('#gate-code').pressSequentially('0000');
    await page.getByText(/Too many wrong codes. Try again in/).waitFor();
    expect(await page.locator('#gate-code').isDisabled()).toBe(true);
  });

  it('A-1 an invitation tells a stranger what it is for, and takes them in with a new account', async () => {
    await page.goto(url('ar', '/dashboard'));
    expect((await post(page, '/api/invitations', { email: GUEST.email, role: 'agent', language: 'en' })).status).toBe(
      201,
    );
    const context = await browser.newContext();
    const guest = await context.newPage();
    await guest.goto(await linkIn(GUEST.email, 'invite'));
    await guest.getByText(WORKSPACE).waitFor();
    await guest.getByText(OWNER.name).waitFor();
    await guest.getByText('Agent', { exact: true }).waitFor();
    await expectClean(guest, 'en', 'an invitation');
    await guest.getByRole('link', { name: 'I have no account yet' }).click();
    await guest.getByText('This is the address that was invited.').waitFor();
    await guest.locator('#name').fill(GUEST.name);
    await guest.locator('#password').fill(GUEST.password);
    await submit(guest);
    await guest.getByRole('button', { name: 'Accept the invitation' }).click();
    await guest.waitForURL('**/en/dashboard');
    await guest.locator('.brand-name', { hasText: WORKSPACE }).waitFor();
    await guest.close();
  });

  it('A-1 an invitation that is open in the account of another address says so and lets them change', async () => {
    expect((await post(page, '/api/invitations', { email: 'reem@oasis.example', role: 'viewer' })).status).toBe(201);
    await page.goto(await linkIn('reem@oasis.example', 'invite'));
    await page.getByText('الدعوة لعنوان آخر').waitFor();
    await expectClean(page, 'ar', 'an invitation for another');
    expect(await page.getByRole('button', { name: 'اقبل الدعوة' }).count()).toBe(0);
    await page.getByRole('button', { name: 'اخرج وادخل بالعنوان المدعو' }).click();
    await page.getByRole('link', { name: 'ادخل لتقبلها' }).waitFor();
  });

  it('A-1 an invitation that is unknown says that it no longer works', async () => {
    await page.goto(url('en', '/invite?token=inv_0123456789abcdef0123'));
    await page.getByRole('heading', { name: 'This invitation no longer works' }).waitFor();
  });

  it('A-1 several workspaces: the switcher changes the present one', async () => {
    const context = await browser.newContext();
    const guest = await context.newPage();
    await guest.goto(url('en', '/login'));
    await fillSignIn(guest, GUEST.email, GUEST.password);
    await guest.waitForURL('**/en/dashboard');
    await guest.goto(url('en', '/workspaces/new'));
    await guest.locator('#workspace-name').fill('Second');
    await submit(guest);
    await guest.waitForURL('**/en/dashboard');
    await guest.locator('.brand-name', { hasText: 'Second' }).waitFor();
    await guest.locator('.brand').click();
    await guest.getByRole('menuitem', { name: WORKSPACE }).click();
    await guest.locator('.brand-name', { hasText: WORKSPACE }).waitFor();
    await context.close();
  });

  it('D-1 a page beyond the role names the roles that may open it, inside the shell', async () => {
    const context = await browser.newContext();
    const guest = await context.newPage();
    await guest.goto(url('en', '/login'));
    await fillSignIn(guest, GUEST.email, GUEST.password);
    await guest.waitForURL('**/en/dashboard');
    const answer = await guest.goto(url('en', '/audit'));
    expect(answer?.status()).toBe(403);
    await guest.getByText('This page needs: Owner or Administrator.').waitFor();
    await guest.getByRole('navigation', { name: 'Main navigation' }).waitFor();
    await expectClean(guest, 'en', 'access denied');
    await context.close();
  });

  it('A-1 a forgotten password is replaced by the link of a mail, and works', async () => {
    await page.goto(url('en', '/login'));
    await page.getByRole('link', { name: 'Forgot it?' }).click();
    await page.waitForURL('**/forgot-password');
    await page.locator('#email').fill(OWNER.email);
    await submit();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    const link = await linkIn(OWNER.email, 'reset-password');
    // In the language that the person signed up in.
    await page.goto(link);
    await page.locator('#password').fill('metal fork lamp river');
    await submit();
    await page.getByRole('heading', { name: 'تغيّرت كلمة المرور' }).waitFor();
    await page.getByRole('link', { name: 'دخول' }).click();
    await fillSignIn(page, OWNER.email, 'metal fork lamp river');
    await page.waitForURL('**/ar/dashboard');
    const again = await (await browser.newContext()).newPage();
    await again.goto(link);
    await again.locator('#password').fill('another good sentence');
    await submit(again);
    await again.getByRole('heading', { name: 'لم يعد هذا الرابط صالحًا' }).waitFor();
    await again.context().close();
  });

  it('A-1 a dangerous act asks once who you are, and goes on by itself after the password', async () => {
    let refusals = 0;
    // As after ten minutes without a proof: the first request of the act is refused.
    await page.route('**/api/auth/change-email', (route) => {
      refusals += 1;
      if (refusals > 1) return route.continue();
      const body = { status: 403, code: 'recent_authentication_required', title: 'x', detail: 'x' };
      return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) });
    });
    await page.goto(url('en', '/profile'));
    await page.locator('#new-email').fill('noura.new@oasis.example');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.locator('#identity-password').fill('not the password');
    await page.keyboard.press('Enter');
    await dialog.getByText('The password is wrong.').waitFor();
    await expectClean(page, 'en', 'the question who you are');
    await dialog.locator('#identity-password').fill('metal fork lamp river');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(await linkIn('noura.new@oasis.example', 'verify-email')).pathname).toBe('/ar/verify-email');
    expect(refusals).toBe(2);
    await page.unroute('**/api/auth/change-email');
  });

  it('A-1 the second step takes a code of the app, refuses a wrong one, and takes a backup code', async () => {
    const setup = (await post(page, '/api/auth/second-factor/enable')) as {
      body: { secret: string; backupCodes: string[] };
    };
    // A step may end between here and there: one to either side of the clock is taken, and the next one is for signing in.
    const step = totpStep(Date.now());
    const confirmed = await post(page, '/api/auth/second-factor/confirm', {
      code: await totpCode(setup.body.secret, step),
    });
    expect(confirmed.status).toBeLessThan(300);
    await page.context().clearCookies();
    await page.goto(url('ar', '/login'));
    await fillSignIn(page, OWNER.email, 'metal fork lamp river');
    await page.getByRole('heading', { name: 'الخطوة الثانية' }).waitFor();
    expect(await page.locator('#second-factor').getAttribute('autocomplete')).toBe('one-time-code');
    await page.locator('#second-factor').pressSequentially('000000');
    await page.getByText('الرمز غير صحيح أو استُعمل من قبل').waitFor();
    await expectClean(page, 'ar', 'the second step after a wrong code');
    await page
      .locator('#second-factor')
      .fill(await totpCode(setup.body.secret, Math.max(step + 1, totpStep(Date.now()))));
    await page.waitForURL('**/ar/dashboard');
    await page.context().clearCookies();
    await page.goto(url('en', '/login'));
    await fillSignIn(page, OWNER.email, 'metal fork lamp river');
    await page.getByRole('button', { name: 'Use a backup code' }).click();
    await page.locator('#backup-code').fill(setup.body.backupCodes[0] ?? '');
    await submit();
    await page.waitForURL('**/en/dashboard');
  });
});
