import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Commands } from './clients.ts';

type Args<C extends keyof Commands> = Parameters<Commands[C]>[0];
type Result<C extends keyof Commands> = Awaited<ReturnType<Commands[C]>>;

const NODE_FLAGS = ['--disable-warning=ExperimentalWarning'];
export const forkBench = (file: string): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: NODE_FLAGS });

const ARRIVAL_DEADLINE_MS = 30_000;

/** The process of the measuring clients (clients.ts), as its caller sees it. */
export class Fleet {
  readonly #child = forkBench('./clients.ts');
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #lastId = 0;

  constructor() {
    this.#child.on('message', ({ id, result, error }: { id: number; result: unknown; error?: string }) => {
      const caller = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) caller?.resolve(result);
      else caller?.reject(new Error(`The clients say: ${error}`));
    });
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`The clients ended with code ${code}.`));
    });
  }

  ask<C extends keyof Commands>(command: C, args: Args<C>): Promise<Result<C>> {
    const id = ++this.#lastId;
    return new Promise<Result<C>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ id, command, args });
    });
  }

  /** Opens a group of clients; all of them, or it throws. Answers how many a second. */
  async open(request: Args<'open'>): Promise<number> {
    const { failed, perSecond } = await this.ask('open', request);
    if (failed > 0) throw new Error(`${failed} of ${request.count} connections of ${request.group} failed.`);
    return perSecond;
  }

  /** Waits until all of a group have event `n`; throws when some do not get it. Answers the milliseconds it took. */
  async arrive(group: string, n: number, deadlineMs = ARRIVAL_DEADLINE_MS): Promise<number> {
    const begin = performance.now();
    const { behind } = await this.ask('reached', { group, n, deadlineMs });
    if (behind > 0) throw new Error(`${behind} clients of ${group} did not get event ${n} within ${deadlineMs} ms.`);
    return performance.now() - begin;
  }

  end(): void {
    this.#child.removeAllListeners('exit');
    this.#child.disconnect();
  }
}
