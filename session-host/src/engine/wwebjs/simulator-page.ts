import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { EngineBroken, NETWORK_AWAY } from '../engine.ts';

/** The name under which the library finds the page in its cache of versions. */
export const SIMULATOR_PAGE_VERSION = 'waqtor-simulator';
const DEFAULT_ROTATION_MS = 20_000;

interface ServedPage {
  isOk: boolean;
  html: string;
  rotation: number;
}

/** Not by `fetch`: what Node loads for it would stay in this process and take 6 MB (ADR 011). */
const get = (url: string, signal: AbortSignal): Promise<ServedPage> =>
  new Promise((resolve, reject) => {
    // Asked for here and not imported: a session on the real network has no use for it.
    const request = process.getBuiltinModule('node:http').get(url, { signal, agent: false }, (response) => {
      const rotation = Number(response.headers['x-qr-rotation-ms']);
      text(response).then((html) => resolve({ isOk: response.statusCode === 200, html, rotation }), reject);
    });
    request.on('error', reject);
  });

/** Puts the page that the simulator serves now into `folder`; answers how long one of its QR codes is shown. */
export const fetchSimulatorPage = async (
  simulatorUrl: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ qrRotationMs: number }> => {
  const page = await get(`${simulatorUrl}/page.html`, signal).catch((cause: unknown) => {
    throw new EngineBroken(NETWORK_AWAY, { cause });
  });
  if (!page.isOk) throw new EngineBroken('the simulator has no page');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${SIMULATOR_PAGE_VERSION}.html`), page.html);
  return { qrRotationMs: page.rotation || DEFAULT_ROTATION_MS };
};
