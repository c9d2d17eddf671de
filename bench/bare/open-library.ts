import path from 'node:path';
import wweb from 'whatsapp-web.js';
import { findChromium } from '../../scripts/local/chromium.ts';
import { chromiumArgs, USER_AGENT } from '../../session-host/src/engine/wwebjs/chromium-args.ts';
import { fetchSimulatorPage, SIMULATOR_PAGE_VERSION } from '../../session-host/src/engine/wwebjs/simulator-page.ts';

const READY_MS = 60_000;

export const postJson = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export interface OpenLibrary {
  client: wweb.Client;
  /** From `initialize()` to `ready`. */
  readyMs: number;
}

/** The library as its users run it: a client on a folder, linked to `phone` when it shows a code. Ready when it resolves. */
export const openLibrary = async (
  simulatorUrl: string,
  folder: string,
  phone: string,
  args: readonly string[] = chromiumArgs('simulator', process.getuid?.() === 0),
): Promise<OpenLibrary> => {
  const pageFolder = path.join(folder, 'page');
  await fetchSimulatorPage(simulatorUrl, pageFolder, AbortSignal.timeout(5_000));
  await postJson(`${simulatorUrl}/accounts`, { phone, name: 'Bare' });
  const client = new wweb.Client({
    authStrategy: new wweb.NoAuth(),
    puppeteer: {
      executablePath: findChromium() ?? '',
      headless: 'shell',
      args: [...args],
      userDataDir: path.join(folder, 'profile'),
      pipe: true,
    },
    userAgent: USER_AGENT,
    webVersion: SIMULATOR_PAGE_VERSION,
    webVersionCache: { type: 'local', path: pageFolder, strict: true },
  });
  const ready = new Promise((resolve, reject) => {
    client.once('ready', resolve);
    setTimeout(() => reject(new Error('The bare library was not ready.')), READY_MS).unref();
  });
  client.on('qr', (qr) => void postJson(`${simulatorUrl}/accounts/${phone}/scan`, { qr }));
  const begin = performance.now();
  await client.initialize();
  await ready;
  return { client, readyMs: performance.now() - begin };
};
