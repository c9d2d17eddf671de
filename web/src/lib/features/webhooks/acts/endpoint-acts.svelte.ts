import type { Webhook } from '@waqtor/contracts';
import { problemOf, type ApiProblem } from '$lib/api/problem.ts';
import { enableWebhook, endSecretGrace, updateWebhook } from '$lib/api/webhooks.ts';
import { withIdentity } from '$lib/features/access/with-identity.svelte.ts';
import { isolate } from '$lib/i18n/isolate.ts';
import * as m from '$lib/paraglide/messages.js';
import { endpointName } from '../endpoint-name.ts';
import type { EndpointAct } from '../EndpointMenu.svelte';

/** What needs more to be said before it is done; a dialog asks. */
export type EndpointQuestion = Exclude<EndpointAct, 'pause' | 'enable' | 'end_grace'>;
const AT_ONCE: Record<Exclude<EndpointAct, EndpointQuestion>, (id: string) => Promise<unknown>> = {
  pause: (id) => updateWebhook(id, { enabled: false }),
  enable: enableWebhook,
  end_grace: endSecretGrace,
};
const DONE: Record<keyof typeof AT_ONCE, (input: { name: string }) => string> = {
  pause: m.webhooks_done_pause,
  enable: m.webhooks_done_enable,
  end_grace: m.webhooks_done_end_grace,
};

/** What is being done to endpoints, the question that is open, and what came of the last act. */
export class EndpointActs {
  question = $state.raw<{ kind: EndpointQuestion; id: string } | null>(null);
  /** What was done, told once. */
  news = $state('');
  problem = $state.raw<ApiProblem | null>(null);
  isBusy = $state(false);
  readonly #refresh: () => void;

  constructor(refresh: () => void) {
    this.#refresh = refresh;
  }

  act(kind: EndpointAct, webhook: Webhook): void {
    this.problem = null;
    if (kind === 'pause' || kind === 'enable' || kind === 'end_grace') void this.#run(kind, webhook);
    else this.question = { kind, id: webhook.id };
  }
  close(): void {
    this.question = null;
  }
  /** A dialog did it by itself. */
  done(news: string): void {
    this.question = null;
    this.news = news;
    this.#refresh();
  }
  refresh(): void {
    this.#refresh();
  }

  async #run(kind: keyof typeof AT_ONCE, webhook: Webhook): Promise<void> {
    this.isBusy = true;
    try {
      await withIdentity(() => AT_ONCE[kind](webhook.id));
      this.done(DONE[kind]({ name: isolate(endpointName(webhook)) }));
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isBusy = false;
    }
  }
}
