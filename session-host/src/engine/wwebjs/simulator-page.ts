import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineBroken, NETWORK_AWAY } from '../engine.ts';

/** The name under which the library finds the page in its cache of versions. */
export const SIMULATOR_PAGE_VERSION = 'waqtor-simulator';
const DEFAULT_ROTATION_MS = 20_000;

/** Puts the page that the simulator serves now into `folder`; answers how long one of its QR codes is shown. */
export const fetchSimulatorPage = async (
  simulatorUrl: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ qrRotationMs: number }> => {
  const fetched = async () => {
    const response = await fetch(`${simulatorUrl}/page.html`, { signal });
    return { ok: response.ok, html: await response.text(), rotation: response.headers.get('x-qr-rotation-ms') };
  };
  const page = await fetched().catch((cause: unknown) => {
    throw new EngineBroken(NETWORK_AWAY, { cause });
  });
  if (!page.ok) throw new EngineBroken('the simulator has no page');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${SIMULATOR_PAGE_VERSION}.html`), page.html);
  return { qrRotationMs: Number(page.rotation) || DEFAULT_ROTATION_MS };
};
