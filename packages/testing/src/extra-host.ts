import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../../../scripts/local/chromium.ts';
import type { Product } from './product.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const EXIT_WITH_PARENT = new URL('../../../scripts/local/exit-with-parent.mjs', import.meta.url).href;
const READY_MS = 30_000;

export interface ExtraHostOptions {
  name: string;
  /** Folder of its store, below the product's data. */
  dataDir: string;
  /** Folder of the logins, when it is shared. */
  volume?: string;
  /** Enrolment code that somebody made already. */
  code?: string;
  /** Where it finds the edge: a proxy that can be cut, for example. */
  edgeUrl?: string;
  env?: Record<string, string>;
}

/** One more session host of a product, enrolled by a code of its API. */
export class ExtraHost {
  readonly hostId: string;
  readonly #child: ChildProcess;

  constructor(hostId: string, child: ChildProcess) {
    this.hostId = hostId;
    this.#child = child;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.isAlive) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    await gone;
  }
}

const newCode = async (product: Product): Promise<string> => {
  const { status, body } = await product.api<{ code: string }>('POST', '/api/hosts/enrolment-codes');
  if (status !== 201) throw new Error(`The API answered ${status} to an enrolment code.`);
  return body.code;
};

export const startExtraHost = async (product: Product, options: ExtraHostOptions): Promise<ExtraHost> => {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const code = options.code ?? (await newCode(product));
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      EXIT_WITH_PARENT,
      path.join(ROOT, 'session-host/src/main.ts'),
      // Stands on the command line so that a look for leftovers finds it.
      '--data',
      options.dataDir,
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        WAQTOR_EDGE_URL: options.edgeUrl ?? product.dev.apiUrl,
        WAQTOR_HOST_DATA: options.dataDir,
        WAQTOR_HOST_NAME: options.name,
        WAQTOR_ENGINE: process.env.WAQTOR_ENGINE ?? 'simulator',
        WAQTOR_SIMULATOR_URL: product.dev.simulator.url,
        WAQTOR_CHROMIUM: findChromium() ?? '',
        WAQTOR_ENROLMENT_CODE: code,
        WAQTOR_HOST_ADMIN_PORT: '0',
        ...(options.volume ? { WAQTOR_HOST_VOLUME: options.volume } : {}),
        ...options.env,
      },
    },
  );
  child.stderr?.pipe(createWriteStream(path.join(options.dataDir, 'host.log'), { flags: 'a', mode: 0o600 }));
  const hostId = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The host ${options.name} was not ready.`)), READY_MS);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const ready = /\{"ready":true,"hostId":"(hst_\w+)"\}/.exec(text)?.[1];
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready);
    });
    child.once('exit', (exitCode) => reject(new Error(`The host ${options.name} ended with code ${exitCode}.`)));
  });
  return new ExtraHost(hostId, child);
};
