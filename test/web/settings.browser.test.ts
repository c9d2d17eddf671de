import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { joinAs } from './join-as.ts';

describe('settings, members and API keys', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const open = (path: string) => page.goto(`${product.dev.url}/en/settings${path}`);
  /** The page asks for the password once in ten minutes; a sign-in counts. */
  const keyText = async (): Promise<string> => (await page.getByTestId('api-key').textContent()) ?? '';
  const keepKey = async (): Promise<void> => {
    await page.getByLabel('I keep it in a safe place').check();
    await page.getByRole('button', { name: 'Done' }).click();
  };
  const asks = (key: string) => fetch(`${product.dev.apiUrl}/api/user`, { headers: { 'x-api-key': key } });

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

  it('A-6 a changed name is saved, told in the sidebar, and there after a reload', async () => {
    await open('/general');
    await page.getByLabel('Name', { exact: true }).fill('صيدلية الشفاء');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.locator('.sidebar').getByText('صيدلية الشفاء').first().waitFor();
    await page.reload();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('صيدلية الشفاء');
  });

  it('A-6 what is not saved is undone with one button', async () => {
    await page.getByLabel('Name', { exact: true }).fill('typed by mistake');
    await page.getByText('You have changes that are not saved.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('صيدلية الشفاء');
  });

  it('A-6 a change by somebody else is not overwritten, and what was typed is not lost', async () => {
    await open('/general');
    await page.getByLabel('Name', { exact: true }).fill('صيدلية النور');
    await product.api('PATCH', '/api/settings', { timeZone: 'Africa/Cairo' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else changed these settings').waitFor();
    await page.getByRole('button', { name: 'Read theirs, keep mine' }).click();
    await until('their time zone', async () => (await page.getByLabel('Time zone').inputValue()) === 'Africa/Cairo');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const { body } = await product.api<{ name: string; timeZone: string }>('GET', '/api/settings');
    expect(body).toMatchObject({ name: 'صيدلية النور', timeZone: 'Africa/Cairo' });
  });

  it('A-6 business hours that close before they open are refused by name', async () => {
    await page.getByLabel('We keep business hours').check();
    await page.getByLabel('Sunday: closes at').fill('08:00');
    await page.getByText('Closing must be after opening.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
  });

  it('A-2 a new key is shown once and works; a new secret replaces it; revoked it works no longer', async () => {
    await open('/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Shop website');
    await page.getByRole('button', { name: 'Create the key' }).click();
    const first = await keyText();
    expect((await asks(first)).status).toBe(200);
    await keepKey();
    const row = page.locator('[data-key]').filter({ hasText: 'Shop website' });
    await row.waitFor();
    await page.reload();
    await row.waitFor();
    expect(await page.content()).not.toContain(first);

    await row.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'New secret' }).click();
    await page.getByLabel('The present secret works').selectOption('0');
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByTestId('api-key').waitFor();
    const second = await keyText();
    expect(second).not.toBe(first);
    expect((await asks(second)).status).toBe(200);
    await until('the first secret to be refused', async () => (await asks(first)).status === 401, 15_000, 200);
    await keepKey();

    await row.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();
    await until('the key to be refused', async () => (await asks(second)).status === 401, 15_000, 200);
  });

  it('A-2 an address that is none is refused beside its field', async () => {
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Narrow');
    await page.getByLabel('Only from these addresses').fill('300.1.2.3');
    await page.getByRole('button', { name: 'Create the key' }).click();
    await page.locator('#key-ips-hint.is-error').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('A-1 an invitation is listed until it is revoked', async () => {
    await open('/members');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByLabel('E-mail', { exact: true }).fill('colleague@waqtor.test');
    await page.getByLabel('Role', { exact: true }).selectOption('viewer');
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    const row = page.locator('[data-invitation]').filter({ hasText: 'colleague@waqtor.test' });
    await row.waitFor();
    await row.getByRole('button', { name: 'Revoke' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('A-1 the last owner who leaves is told why not, and stays', async () => {
    await page.getByRole('button', { name: 'Leave the workspace' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave the workspace' }).click();
    await page.getByText('A workspace needs an owner.').waitFor();
    await page.locator('[data-member]').waitFor();
  });

  it('A-6 what is used stands beside what is allowed', async () => {
    await open('/usage');
    await page
      .getByText(/^\d+ of 50$/)
      .first()
      .waitFor();
    await page.getByRole('main').getByText('Campaigns').waitFor();
  });

  it('A-1 an agent sees the settings and cannot change them, nor open the keys', async () => {
    const email = `agent-${crypto.randomUUID()}@waqtor.test`;
    const agent = await joinAs(product, email, 'agent');
    const other = await browser.newContext();
    const agentPage = await other.newPage();
    await signIn(agentPage, { dev: { ...product.dev, ...agent } } as Product, 'en');
    await agentPage.goto(`${product.dev.url}/en/settings/general`);
    await agentPage.getByText('Only owners and admins may change this.').waitFor();
    expect(await agentPage.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    await agentPage.goto(`${product.dev.url}/en/settings/keys`);
    await agentPage.getByRole('heading', { level: 1 }).waitFor();
    expect(await agentPage.locator('[data-key]').count()).toBe(0);
    await other.close();
  });
});
