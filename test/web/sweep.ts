import { readFileSync } from 'node:fs';
import type { Page, Request } from 'playwright-core';
import { until } from '../../packages/testing/src/condition.ts';

export interface SweepOptions {
  lang: 'ar' | 'en';
  theme: 'light' | 'dark';
  /** Viewport width, CSS pixels. */
  width: number;
}

export interface SweepResult {
  /** `rule: selector` of each accessibility violation, of any impact. */
  violations: string[];
  /** Errors of the console, uncaught errors and CSP reports since `watchPage`. */
  consoleErrors: string[];
  /** `status url` of each failed request of ours since `watchPage`. */
  failedRequests: string[];
  /** How much wider than the window the page is; 0 is right. */
  overflowPx: number;
  /** Origins other than the page's own that were asked for anything. */
  thirdParty: string[];
}

interface Watched {
  consoleErrors: string[];
  failedRequests: string[];
  origins: Set<string>;
  inFlight: Set<Request>;
  /** When a request last began or ended, epoch ms. */
  lastMoveAt: number;
}

/** A page that has asked for nothing so long has got what it wants. */
const QUIET_MS = 150;
const VIEWPORT_HEIGHT_PX = 800;
const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const watched = new WeakMap<Page, Watched>();

/** Starts listening; call it before the first navigation, or what the page says while loading is missed. */
export const watchPage = (page: Page): void => {
  if (watched.has(page)) return;
  const seen: Watched = {
    consoleErrors: [],
    failedRequests: [],
    origins: new Set(),
    inFlight: new Set(),
    lastMoveAt: Date.now(),
  };
  watched.set(page, seen);
  const ended = (request: Request): void => {
    seen.inFlight.delete(request);
    seen.lastMoveAt = Date.now();
  };
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    // Which one of them did not load says the address alone.
    const { url } = message.location();
    seen.consoleErrors.push(url ? `${message.text()} ${new URL(url).pathname}` : message.text());
  });
  page.on('pageerror', (error) => seen.consoleErrors.push(error.message));
  page.on('request', (request) => {
    // A page that is left ends none of its requests.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) seen.inFlight.clear();
    seen.inFlight.add(request);
    seen.lastMoveAt = Date.now();
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http')) seen.origins.add(origin);
  });
  page.on('requestfinished', ended);
  page.on('requestfailed', (request) => {
    ended(request);
    // A page that is left takes its requests with it.
    const reason = request.failure()?.errorText ?? 'failed';
    if (reason !== 'net::ERR_ABORTED') seen.failedRequests.push(`${reason} ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) seen.failedRequests.push(`${response.status()} ${response.url()}`);
  });
};

/**
 * The page is started, has what it asks for and asks for nothing more: what `networkidle` tells half a second later.
 * Needs `watchPage` before the navigation.
 */
export const untilQuiet = async (page: Page): Promise<void> => {
  const seen = watched.get(page);
  if (!seen) throw new Error('The page is not watched.');
  await until(
    'the page to be quiet',
    async () => {
      // Scripts that have come and are not run yet have still to ask for what they want.
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_000 })));
      return seen.inFlight.size === 0 && Date.now() - seen.lastMoveAt >= QUIET_MS;
    },
    30_000,
  );
};

/** Forgets what was collected: what other tests provoked on this page is not this one's. */
export const forgetErrors = (page: Page): void => {
  const seen = watched.get(page);
  seen?.consoleErrors.splice(0);
  seen?.failedRequests.splice(0);
};

/**
 * Puts the page, which is already open at its address, into a theme and a width and judges what stands there.
 * The language is the address's; it is checked against `lang`. Errors collected so far are handed over and forgotten.
 */
export const sweepPage = async (page: Page, { lang, theme, width }: SweepOptions): Promise<SweepResult> => {
  watchPage(page);
  await page.setViewportSize({ width, height: VIEWPORT_HEIGHT_PX });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  const seen = watched.get(page) as Watched;
  const measured = await page.evaluate(async (wanted) => {
    document.documentElement.dataset.theme = wanted;
    await document.fonts.ready;
    // Two frames: the theme is painted, and what moves because of it has begun to.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const hasEnd = (animation: Animation): boolean => animation.effect?.getComputedTiming().endTime !== Infinity;
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(hasEnd)
        .map(({ finished }) => finished),
    );
    const { lang, dir } = document.documentElement;
    return { lang, dir, overflowPx: Math.max(0, document.documentElement.scrollWidth - window.innerWidth) };
  }, theme);
  const violations = await runAxe(page);
  if (measured.lang !== lang || measured.dir !== (lang === 'ar' ? 'rtl' : 'ltr')) {
    violations.push(`language: <html lang="${measured.lang}" dir="${measured.dir}"> on a page in ${lang}`);
  }
  const own = new URL(page.url()).origin;
  const result: SweepResult = {
    violations,
    consoleErrors: seen.consoleErrors.splice(0),
    failedRequests: seen.failedRequests.splice(0),
    overflowPx: measured.overflowPx,
    thirdParty: [...seen.origins].filter((origin) => origin !== own),
  };
  seen.origins.clear();
  return result;
};

interface AxeResults {
  violations: { id: string; nodes: { target: unknown[]; any: { message: string }[] }[] }[];
}

/** By CDP: the page's CSP rightly stops an injected script tag, and switching it off would hide mistakes in it. */
const runAxe = async (page: Page): Promise<string[]> => {
  const session = await page.context().newCDPSession(page);
  try {
    const loaded = await session.send('Runtime.evaluate', { expression: 'typeof axe' });
    if (loaded.result.value === 'undefined') await session.send('Runtime.evaluate', { expression: `${AXE};0` });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: 'axe.run(document, { resultTypes: ["violations"] })',
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`axe did not run: ${exceptionDetails.text}`);
    return (result.value as AxeResults).violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} (${node.any[0]?.message ?? ''})`),
    );
  } finally {
    await session.detach();
  }
};
