import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './options.ts';

/** Smallest first: a headless shell takes half the memory of a full browser (design §6). */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium on this machine, or null. WAQTOR_CHROMIUM decides when set. */
export const findChromium = (env: NodeJS.ProcessEnv = process.env): string | null => {
  const chosen = env.WAQTOR_CHROMIUM;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new UsageError(
      `WAQTOR_CHROMIUM names ${chosen}, which does not exist: correct it, or unset it to let WaQtor look for one.`,
    );
  }
  const folders = (env.PATH ?? '').split(path.delimiter);
  for (const name of NAMES) {
    for (const folder of folders) {
      const candidate = path.join(folder, name);
      if (existsSync(candidate)) return candidate;
    }
  }
  return MAC.find((candidate) => existsSync(candidate)) ?? null;
};

/** Finds Chromium, or installs it (root on Debian), or says in one sentence what to install. */
export const requireChromium = (say: (line: string) => void): string => {
  const found = findChromium();
  if (found) return found;
  const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (canInstall) {
    say('Installing Chromium (apt-get install chromium-headless-shell)');
    const options = {
      stdio: ['ignore', 2, 2] as ('ignore' | number)[],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], options);
    for (const name of ['chromium-headless-shell', 'chromium']) {
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
      const installed = findChromium();
      if (installed) return installed;
    }
  }
  throw new UsageError(
    'No Chromium was found: install it (Debian and Ubuntu: sudo apt install chromium; macOS and Windows: Google Chrome), or set WAQTOR_CHROMIUM to its path.',
  );
};
