import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';

const PHONE = '966500000009';
const STRANGER = '966500000066';
/** Asked of the dashboard's origin by a script that runs there, with the cookie of whoever is signed in. */
const TRACE = '/stranger-was-here';
const SCRIPT = `document.title = 'taken'; fetch('${TRACE}');`;

interface StrangerFile {
  filename: string;
  type: 'document' | 'image';
  mimetype: string;
  text: string;
}
/** `type` and `mimetype` are what the sender calls it; none of it is to be believed. */
const FILES: readonly StrangerFile[] = [
  { filename: 'page.html', type: 'document', mimetype: 'text/html', text: `<script>${SCRIPT}</script>` },
  {
    filename: 'logo.svg',
    type: 'document',
    mimetype: 'image/svg+xml',
    text: `<svg xmlns="http://www.w3.org/2000/svg" onload="${SCRIPT}"><script>${SCRIPT}</script></svg>`,
  },
  { filename: 'photo.png', type: 'image', mimetype: 'image/png', text: `<!doctype html><script>${SCRIPT}</script>` },
  {
    filename: 'GIF89a.html',
    type: 'document',
    mimetype: 'text/html',
    // Passes for a picture by its first bytes, and is a page to whoever reads on.
    text: `GIF89a<!doctype html><script>${SCRIPT}</script>`,
  },
  {
    filename: 'note.xhtml',
    type: 'document',
    mimetype: 'application/xhtml+xml',
    text: `<html xmlns="http://www.w3.org/1999/xhtml"><script>${SCRIPT}</script></html>`,
  },
];

interface Stored {
  id: string;
  media: { id: string; filename: string | null; state: string } | null;
}

describe('a file sent by a stranger', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let media: { id: string; file: StrangerFile }[];
  let traces: string[] = [];

  /** Everything a browser can be made to do with an address, from a page of the dashboard and by itself. */
  const openInEveryWay = async (url: string): Promise<void> => {
    await page.goto(`${product.dev.url}/en/messages`);
    await page.evaluate(async (src) => {
      const made = ['iframe', 'object', 'embed', 'img'].map((name) => {
        const element = document.createElement(name);
        element.setAttribute(name === 'object' ? 'data' : 'src', src);
        const over = new Promise((resolve) => {
          for (const type of ['load', 'error']) element.addEventListener(type, resolve, { once: true });
          // A frame that turns into a download says nothing: the request itself is then over.
          void fetch(src).then(
            () => setTimeout(resolve, 500),
            () => setTimeout(resolve, 500),
          );
        });
        document.body.append(element);
        return over;
      });
      await Promise.all(made);
    }, url);
    const alone = await page.context().newPage();
    // A download ends the navigation with an error, which is all right.
    await alone.goto(url, { waitUntil: 'load' }).catch(() => null);
    expect(await alone.title()).not.toBe('taken');
    await alone.close();
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    await product.simulator('POST', '/accounts', { phone: STRANGER, name: 'غريب' });
    await product.link(PHONE);
    for (const { filename, type, mimetype, text } of FILES) {
      const file = { mimetype, filename, base64: Buffer.from(text).toString('base64') };
      await product.simulator('POST', '/messages', { from: STRANGER, to: PHONE, type, body: '', media: file });
    }
    const stored = await until('all files to be in store', async () => {
      const { body } = await product.api<{ data: Stored[] }>('GET', '/api/messages?direction=inbound');
      const ready = body.data.filter((message) => message.media?.state === 'ready');
      return ready.length === FILES.length ? ready.reverse() : null;
    });
    media = FILES.map((file, at) => ({ id: stored[at]?.media?.id ?? '', file }));
    const context = await browser.newContext();
    page = await context.newPage();
    context.on('request', (request) => {
      if (new URL(request.url()).pathname === TRACE) traces.push(request.url());
    });
    await signIn(page, product, 'en');
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it.each(FILES.map(({ filename }) => filename))(
    'M-2 %s runs no script at the origin of the dashboard, however it is opened',
    async (filename) => {
      traces = [];
      const { id } = media.find(({ file }) => file.filename === filename) ?? { id: '' };
      const link = await product.api<{ url: string }>('GET', `/api/media/${id}/link`);
      const { search } = new URL(link.body.url);
      const path = `${product.dev.url}/api/media/${id}`;
      await openInEveryWay(path);
      await openInEveryWay(`${path}${search}`);
      expect(traces).toEqual([]);
      const { headers, text } = await page.evaluate(async (url) => {
        const response = await fetch(url);
        return { headers: Object.fromEntries(response.headers), text: await response.text() };
      }, path);
      // It is the file itself that was opened, and not an error.
      expect(text).toContain(TRACE);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toMatch(/(^|; )sandbox$/);
      expect(headers['content-type']).toMatch(/^(application\/octet-stream|image\/gif)$/);
    },
  );

  it('M-2 the same file would run if it were answered as what it is: this test sees it', async () => {
    traces = [];
    const { id, file } = media[0] ?? { id: '', file: { text: '' } };
    const careless = await page.context().newPage();
    await careless.route(`**/api/media/${id}`, (route) => route.fulfill({ contentType: 'text/html', body: file.text }));
    await careless.goto(`${product.dev.url}/api/media/${id}`);
    await until('the script of the stranger to run', () => traces.length > 0);
    expect(await careless.title()).toBe('taken');
    await careless.close();
  });

  it('M-2 the thread that shows these files runs none of them', async () => {
    traces = [];
    const chat = encodeURIComponent(`${STRANGER}@c.us`);
    await page.goto(`${product.dev.url}/en/messages?session=${product.dev.sessionId}&chat=${chat}`);
    await page.getByText('page.html').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(traces).toEqual([]);
    expect(await page.title()).not.toBe('taken');
  });
});
