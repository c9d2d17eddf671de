import { type Browser, chromium, type Page } from 'playwright-core';
import type { Product } from '../../packages/testing/src/product.ts';
import { findChromium } from '../../scripts/local/chromium.ts';

/** The system's Chromium, without a word to anybody but loopback. */
export const launchBrowser = (...args: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium() ?? '',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...args,
    ],
  });

/** Signs in by the form, as a person does; ends on Home. */
export const signIn = async (page: Page, product: Product, lang: 'ar' | 'en'): Promise<void> => {
  const { url, email, password } = product.dev;
  await page.goto(`${url}/${lang}/login`);
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator('form button:not([type=button])').last().click();
  await page.waitForURL('**/dashboard');
};
