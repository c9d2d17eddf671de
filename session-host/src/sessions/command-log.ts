import type { Command, Outcome } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';

/** Commands on their way that are remembered; one that is forgotten ends without its request id. */
const MAX_OPEN = 10_000;

interface Open {
  kind: string;
  requestId: string | null;
  since: number;
}

/**
 * One line when a command begins and one when it has its outcome, both with the id of the request that caused it
 * what a client calls `X-Request-Id` is found here. Ids, kinds and codes alone: no chat, no text.
 */
export class CommandLog {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #open = new Map<string, Open>();

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  began(command: Command): void {
    const { id, requestId } = command;
    const { kind } = command.payload;
    this.#open.set(id, { kind, requestId, since: this.#clock.monotonic() });
    if (this.#open.size > MAX_OPEN) {
      const oldest = this.#open.keys().next().value;
      if (oldest !== undefined) this.#open.delete(oldest);
    }
    this.#log.info('A command began', { requestId, commandId: id, kind });
  }

  ended(outcome: Outcome): void {
    const { commandId, result, code } = outcome;
    const open = this.#open.get(commandId);
    this.#open.delete(commandId);
    this.#log.info('A command ended', {
      requestId: open?.requestId ?? null,
      commandId,
      kind: open?.kind ?? null,
      result,
      code,
      tookMs: open ? Math.round(this.#clock.monotonic() - open.since) : null,
    });
  }
}
