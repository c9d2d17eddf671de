import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../scripts/local/ports.ts';
import { ROOT } from '../../scripts/local/build.ts';
import { until } from '../../packages/testing/src/condition.ts';

const START_DEADLINE_MS = 30_000;
const VIOLATION = 'https://stoplight.io/prism/errors#';

/** A contract proxy in front of an API: answers 500 with the violation when an answer departs from the document. */
export class Prism {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /** Requests are not judged (they are wrong on purpose at times), answers are. */
  static async start(document: unknown, upstream: string): Promise<Prism> {
    const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-prism-'));
    const file = path.join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    const port = await freePort();
    const cli = path.join(ROOT, 'node_modules/@stoplight/prism-cli/dist/index.js');
    const options = ['--errors', '--validate-request=false', '--verboseLevel', 'error', '--port', String(port)];
    const child = spawn(process.execPath, [cli, 'proxy', file, upstream, ...options], { stdio: 'ignore' });
    const url = `http://127.0.0.1:${port}`;
    const answers = () =>
      fetch(url).then(
        () => true,
        // Not listening yet.
        () => false,
      );
    await until('the contract proxy to listen', answers, START_DEADLINE_MS, 100);
    return new Prism(url, child, folder);
  }

  /** The proxy's own words when an answer broke the contract, else null. */
  static violationIn(text: string): string | null {
    return text.includes(VIOLATION) ? text.slice(0, 600) : null;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
