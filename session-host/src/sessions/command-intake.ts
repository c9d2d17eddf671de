import { type Command, type Outcome, commandSchema, idSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { Dispatch } from '../link/session-link.ts';
import type { Store } from '../store/store.ts';

/** Something with the id of a command, in a form that this version does not know. */
const withCommandId = z.looseObject({ id: idSchema('cmd') });

/** What to do with a command that is on disk now. */
export type Intake =
  | { kind: 'run'; command: Command }
  | { kind: 'answer'; outcome: Outcome }
  /** Known and on its way, or beyond any answer: not even an id. */
  | { kind: 'nothing'; isUnderstood: boolean };

/** Stores dispatched commands; resolves when they are on disk. A known command is never run a second time. */
export const takeIn = (store: Store, sessionId: string, clock: Clock, dispatches: Dispatch[]): Promise<Intake[]> =>
  store.commit(() =>
    dispatches.map(({ n, command }): Intake => {
      const parsed = commandSchema.safeParse(command);
      if (!parsed.success) {
        // It counts as stored: the dispatch of what comes after it must go on.
        store.inbox.raiseTo(sessionId, n);
        const id = withCommandId.safeParse(command).data?.id;
        return id === undefined
          ? { kind: 'nothing', isUnderstood: false }
          : { kind: 'answer', outcome: unsupported(id) };
      }
      const arrival = store.inbox.arrive(sessionId, parsed.data, n, clock.now());
      if (arrival.isNew) return { kind: 'run', command: parsed.data };
      return arrival.outcome ? { kind: 'answer', outcome: arrival.outcome } : { kind: 'nothing', isUnderstood: true };
    }),
  );

const unsupported = (commandId: string): Outcome => ({
  commandId,
  result: 'failed',
  code: 'unsupported',
  waMessageId: null,
  value: null,
});
