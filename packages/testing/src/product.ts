import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../../scripts/local/processes.ts';
import { freePort } from '../../../scripts/local/ports.ts';
import { until } from './condition.ts';
import { HubClient } from './hub-client.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const EXIT_WITH_PARENT = new URL('../../../scripts/local/exit-with-parent.mjs', import.meta.url).href;
const START_DEADLINE_MS = 90_000;
const RESTART_DEADLINE_MS = 60_000;

export interface DevJson {
  url: string;
  apiUrl: string;
  wsUrl: string;
  email: string;
  password: string;
  apiKey: string;
  workspaceId: string;
  sessionId: string;
  simulator: { url: string };
  /** Folder of the e-mails, one JSON file each. */
  mail: { dir: string } | null;
  pids: { edge: number; host: number; simulator: number };
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface StartProductOptions {
  env?: Record<string, string>;
  dataDir?: string;
  port?: number;
}

/** The whole product as `npm start` runs it, on a folder and a port of its own. */
export class Product {
  readonly dataDir: string;
  readonly port: number;
  readonly startedMs: number;
  readonly #starter: ChildProcess;
  #keepsData = false;

  constructor(starter: ChildProcess, dataDir: string, port: number, startedMs: number) {
    this.#starter = starter;
    this.dataDir = dataDir;
    this.port = port;
    this.startedMs = startedMs;
  }

  /** Read anew each time: a restarted part has another pid. */
  get dev(): DevJson {
    return JSON.parse(readFileSync(path.join(this.dataDir, 'dev.json'), 'utf8')) as DevJson;
  }

  get starterPid(): number {
    return this.#starter.pid ?? 0;
  }

  async api<T = Record<string, unknown>>(
    method: string,
    route: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.dev.apiUrl}${route}`, {
      method,
      headers: {
        'x-api-key': this.dev.apiKey,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as T };
  }

  /** The control API of the simulator (design §7). */
  async simulator<T = Record<string, unknown>>(method: string, route: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.dev.simulator.url}${route}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${method} ${route}: ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }

  async sessionState(): Promise<{ status: string; qr: string | null; clientInfo: unknown }> {
    return (await this.api<{ status: string; qr: string | null; clientInfo: unknown }>('GET', '/api/session/state'))
      .body;
  }

  /** Links the default session to a simulated phone and waits for `ready`. */
  async link(phone = '966500000009', name = 'متجر الواحة'): Promise<void> {
    await this.simulator('POST', '/accounts', { phone, name });
    const { qr } = await until(
      'a code to scan',
      async () => {
        const state = await this.sessionState();
        return state.status === 'qr' && state.qr ? { qr: state.qr } : null;
      },
      30_000,
    );
    await this.simulator('POST', `/accounts/${phone}/scan`, { qr });
    await this.untilReady();
  }

  untilReady(deadlineMs = 45_000): Promise<unknown> {
    return until('the session to be ready', async () => (await this.sessionState()).status === 'ready', deadlineMs, 50);
  }

  hub(): Promise<HubClient> {
    return HubClient.open(this.dev.wsUrl, this.dev.apiKey);
  }

  /** SIGKILL to one part; the starter brings it back. Answers the process that was killed. */
  async kill(part: keyof DevJson['pids']): Promise<number> {
    // A restarted part runs a moment before dev.json names its new process.
    const pid = await until(
      `dev.json to name the living ${part}`,
      () => {
        const named = this.dev.pids[part];
        return isAlive(named) ? named : null;
      },
      RESTART_DEADLINE_MS,
    );
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  /** SIGKILL to the edge and to its Workers runtime, which would otherwise serve on as an orphan. */
  async killEdge(): Promise<void> {
    const runtime = Number(readFileSync(path.join(this.dataDir, 'edge', 'workerd.pid'), 'utf8'));
    await this.kill('edge');
    if (isAlive(runtime)) process.kill(runtime, 'SIGKILL');
  }

  /** Ends the starter as Ctrl-C does and waits. The data folder goes unless it was kept. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    if (this.#starter.exitCode === null && this.#starter.signalCode === null) {
      const gone = new Promise((resolve) => this.#starter.once('exit', resolve));
      this.#starter.kill(signal);
      await gone;
    }
    if (!this.#keepsData) rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  keepData(): void {
    this.#keepsData = true;
  }
}

export const startProduct = async (options: StartProductOptions = {}): Promise<Product> => {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'waqtor-product-'));
  const port = options.port ?? (await freePort());
  const startedAt = Date.now();
  const starter = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      // A test run that is cut off takes its products with it.
      '--import',
      EXIT_WITH_PARENT,
      path.join(ROOT, 'scripts/local/start.ts'),
      '--port',
      String(port),
      '--data',
      dataDir,
      '--no-open',
      '--json',
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', ...options.env },
    },
  );
  let progress = '';
  starter.stderr?.on('data', (chunk: Buffer) => (progress += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The product was not ready after ${START_DEADLINE_MS} ms:\n${progress}`)),
      START_DEADLINE_MS,
    );
    let output = '';
    starter.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('\n')) return;
      clearTimeout(timer);
      resolve();
    });
    starter.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The start ended with code ${code}:\n${progress}`));
    });
  });
  return new Product(starter, dataDir, port, Date.now() - startedAt);
};
