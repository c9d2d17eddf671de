import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { DIST, ROOT } from '../../scripts/local/build.ts';
import { launchBrowser } from './browser.ts';
import { untilQuiet, watchPage } from './sweep.ts';

/** Words that only a secret of this build could hold, planted where a build reads its environment. */
const PLANTED = {
  WAQTOR_AUTH_SECRET: 'planted-auth-secret-5f1d0c9b7a3e48d2',
  WAQTOR_DATA_KEY: 'cGxhbnRlZC1kYXRhLWtleS1wbGFudGVkLWtleS0xMjM=',
  WAQTOR_BOOTSTRAP_SECRET: 'planted-bootstrap-secret-9c41',
};
const ASSETS = path.join(ROOT, 'web/.svelte-kit/cloudflare');

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file).isFile());

describe('the reference page', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([
      startProduct({ env: { WAQTOR_ENGINE: 'memory', ...PLANTED } }),
      launchBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  const open = async (lang: 'ar' | 'en', theme: 'light' | 'dark') => {
    const page: Page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
    const problems: string[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => void (/^https?:/.test(request.url()) && hosts.add(new URL(request.url()).host)));
    const response = await page.goto(`${product.dev.url}/${lang}/reference`);
    await page.locator('rapi-doc').getByText('Add a webhook endpoint').first().waitFor({ state: 'attached' });
    return { page, problems, hosts, csp: response?.headers()['content-security-policy'] ?? '' };
  };

  it.each([
    ['en', 'light'],
    ['ar', 'dark'],
  ] as const)(
    'K-1 A-3 shows the operations in %s and %s, without an error or a word to anybody else',
    async (lang, theme) => {
      const { page, problems, hosts, csp } = await open(lang, theme);
      await page.locator('rapi-doc').getByText('Send a text').first().waitFor({ state: 'attached' });
      expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
      expect(await page.locator('rapi-doc').getAttribute('theme')).toBe(theme);
      expect(problems).toEqual([]);
      expect([...hosts]).toEqual([new URL(product.dev.url).host]);
      expect(csp).toContain("script-src 'self';");
      expect(csp).not.toContain('unsafe-eval');
      await page.close();
    },
  );

  it('K-1 its script is loaded by no other page', async () => {
    const page = await browser.newPage();
    const scripts: string[] = [];
    page.on('request', (request) => void (request.resourceType() === 'script' && scripts.push(request.url())));
    watchPage(page);
    await page.goto(`${product.dev.url}/en/login`);
    await untilQuiet(page);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => script.includes('rapidoc'))).toEqual([]);
    await page.close();
  });

  it('A-3 no secret of the deployment stands in a built file, and none of the product is served to a browser', () => {
    const secrets = [...Object.values(PLANTED), product.dev.password, product.dev.apiKey];
    const local = JSON.parse(readFileSync(path.join(product.dataDir, 'secrets.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    secrets.push(
      ...Object.values(local).filter((value): value is string => typeof value === 'string' && value.length >= 16),
    );
    const files = [...filesIn(DIST), ...filesIn(ASSETS)];
    expect(files.length).toBeGreaterThan(20);
    const found = files.filter((file) => {
      const text = readFileSync(file, 'latin1');
      return secrets.some((secret) => text.includes(secret));
    });
    expect(found).toEqual([]);
  });

  it('A-3 names of secrets and code of the server are in no asset for browsers', () => {
    const scripts = filesIn(path.join(ASSETS, '_app')).filter((file) => file.endsWith('.js'));
    const found = scripts.filter((file) => /WAQTOR_(AUTH|DATA|BOOTSTRAP)|AUTH_SECRET/.test(readFileSync(file, 'utf8')));
    expect(scripts.length).toBeGreaterThan(5);
    expect(found).toEqual([]);
  });
});
