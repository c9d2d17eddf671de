import { recoveryFact } from '@waqtor/contracts';

/** How often each step of bringing a session back was told, since the process started. For the metrics. */
export class FactTally {
  readonly #recoveries = new Map<string, { stage: string; outcome: string; count: number }>();

  count(fact: unknown): void {
    const { data } = recoveryFact.safeParse(fact);
    if (!data) return;
    const key = `${data.stage} ${data.outcome}`;
    const known = this.#recoveries.get(key);
    if (known) known.count += 1;
    else this.#recoveries.set(key, { stage: data.stage, outcome: data.outcome, count: 1 });
  }

  get recoveries(): { stage: string; outcome: string; count: number }[] {
    return [...this.#recoveries.values()];
  }
}
