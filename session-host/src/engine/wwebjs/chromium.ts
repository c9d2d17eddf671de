import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/** Environment variable that names the browser. */
export const CHROMIUM_VARIABLE = 'WAQTOR_CHROMIUM';
/** In order of preference: the headless shell takes half the memory of a full browser (docs: session host sizing). */
const KNOWN_NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

export interface Chromium {
  path: string;
  isHeadlessShell: boolean;
}

/** No browser was found; `code` is the reason that a session shows. */
export class BrowserMissing extends Error {
  readonly code = 'browser_missing';
  constructor() {
    super(
      `No Chromium was found: install the package chromium-headless-shell (or chromium), or name a browser in ${CHROMIUM_VARIABLE}.`,
    );
    this.name = 'BrowserMissing';
  }
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent or not executable: the next candidate is tried.
    return false;
  }
};

const asChromium = (path: string): Chromium => ({ path, isHeadlessShell: basename(path).includes('headless-shell') });

/** `explicit` (or the environment) wins; then the browsers of the system. Throws BrowserMissing. */
export const findChromium = (
  explicit: string | null,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Chromium => {
  const named = explicit ?? environment[CHROMIUM_VARIABLE];
  if (named) {
    if (!isExecutable(named)) throw new BrowserMissing();
    return asChromium(named);
  }
  const folders = ['/usr/bin', ...(environment['PATH'] ?? '').split(delimiter).filter(Boolean)];
  for (const name of KNOWN_NAMES) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found) return asChromium(found);
  }
  throw new BrowserMissing();
};
