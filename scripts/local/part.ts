import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const PRELOAD = new URL('./exit-with-parent.mjs', import.meta.url).href;
const RESTART_MS = 500;
const MAX_RESTART_MS = 15_000;
const STABLE_MS = 30_000;
const STOP_DEADLINE_MS = 12_000;

/** A line that says something to people: not a stack frame, not the version that Node prints under a crash. */
const isTelling = (line: string): boolean => line.trim() !== '' && !/^\s+at |^Node\.js v|^\s*\^|^\}/.test(line);

export interface PartOptions {
  name: string;
  script: string;
  args: string[];
  env: Record<string, string>;
  logFile: string;
  /** The part's first line of JSON on stdout that matches tells that it is ready. */
  isReady: (line: Record<string, unknown>) => boolean;
  onRestart: (line: Record<string, unknown>) => void;
  /** One sentence when the part ends for good by its own word (exit code 2 = wrong settings). */
  onFatal: (name: string, lastLine: string) => void;
}

/** One supervised child of a local run: restarted with backoff when it dies, ended with the run. */
export class Part {
  readonly #options: PartOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | null = null;
  #isStopping = false;
  #backoffMs = RESTART_MS;
  #lastLine = '';

  constructor(options: PartOptions) {
    this.#options = options;
    this.#log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get lastLine(): string {
    return this.#lastLine;
  }

  /** Resolves with the ready line of the first start. */
  start(deadlineMs: number): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            new Error(
              `${this.#options.name} was not ready after ${deadlineMs / 1000} s; see ${this.#options.logFile}. ${this.#lastLine}`,
            ),
          ),
        deadlineMs,
      );
      let isFirst = true;
      this.#launch((line) => {
        if (isFirst) {
          isFirst = false;
          clearTimeout(timer);
          resolve(line);
        } else this.#options.onRestart(line);
      });
    });
  }

  #launch(onReady: (line: Record<string, unknown>) => void): void {
    const { script, args, env, name } = this.#options;
    const startedAt = Date.now();
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', PRELOAD, path.join(ROOT, script), ...args],
      { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true },
    );
    this.#child = child;
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#log.write(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#readLine(line, onReady);
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#log.write(chunk);
      this.#lastLine = chunk.split('\n').findLast(isTelling) ?? this.#lastLine;
    });
    child.on('exit', (code) => {
      if (this.#isStopping) return;
      if (code === 2) {
        this.#options.onFatal(name, this.#lastLine);
        return;
      }
      if (Date.now() - startedAt > STABLE_MS) this.#backoffMs = RESTART_MS;
      setTimeout(() => {
        if (!this.#isStopping) this.#launch(onReady);
      }, this.#backoffMs);
      this.#backoffMs = Math.min(MAX_RESTART_MS, this.#backoffMs * 2);
    });
  }

  #readLine(text: string, onReady: (line: Record<string, unknown>) => void): void {
    if (!text.startsWith('{')) return;
    let line: Record<string, unknown>;
    try {
      line = JSON.parse(text) as Record<string, unknown>;
    } catch {
      // A log line that only looks like JSON: it stands in the log file already.
      return;
    }
    if (this.#options.isReady(line)) onReady(line);
  }

  /** SIGTERM, then SIGKILL after the deadline; resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      child.on('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}
