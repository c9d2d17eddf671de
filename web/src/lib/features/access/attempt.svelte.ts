import { type ApiProblem, problemOf } from '$lib/api/problem.ts';
import { useNow } from '$lib/live/now.svelte.ts';

/** When the answer to too many attempts does not say how long. */
const DEFAULT_WAIT_SECONDS = 30;

/** One form that is sent: whether it is on its way, what was refused, and how long to wait after too many attempts. */
export class Attempt {
  isBusy = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  #blockedUntilMs = $state(0);
  readonly #now = useNow(500);

  /** Seconds until the next attempt is accepted; 0: now. */
  get blockedSeconds(): number {
    return Math.max(0, Math.ceil((this.#blockedUntilMs - this.#now.ms) / 1_000));
  }

  get isStopped(): boolean {
    return this.isBusy || this.blockedSeconds > 0;
  }

  /** True when it went through. Stays busy then unless `staysBusy` is false: the page is about to be left. */
  async run(act: () => Promise<unknown>, { staysBusy = false } = {}): Promise<boolean> {
    if (this.isStopped) return false;
    this.isBusy = true;
    this.problem = null;
    try {
      await act();
      if (!staysBusy) this.isBusy = false;
      return true;
    } catch (error) {
      this.isBusy = false;
      const problem = problemOf(error);
      if (problem.status === 429) this.#block(problem.retryAfterSeconds);
      this.problem = problem;
      return false;
    }
  }

  #block(seconds: number | null): void {
    this.#blockedUntilMs = Date.now() + (seconds ?? DEFAULT_WAIT_SECONDS) * 1_000;
  }
}
