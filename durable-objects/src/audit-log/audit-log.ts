import { DurableObject } from 'cloudflare:workers';
import type { AuditLogRpc } from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { Log, SEAL_JOB } from './log.ts';
import { verifyLog } from './verify-log.ts';

/** From a nudge to the seal; with the pause between two nudges of a Worker it is 10 s from a row at most. */
export const SEAL_DELAY_MS = 8_000;

/** Seals the audit rows of one workspace into a hash chain (design §10). Hooks only; each delegates to its file. */
export class AuditLog extends DurableObject<ObjectsEnv> implements AuditLogRpc {
  readonly #log: Log;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    this.#log = new Log(ctx, env);
  }

  async nudge(workspaceId: string) {
    this.#log.belongTo(workspaceId);
    this.#log.schedule.at(SEAL_JOB, Date.now() + SEAL_DELAY_MS);
  }

  async verify(workspaceId: string) {
    if ((this.#log.workspaceId ?? workspaceId) !== workspaceId) throw new Error('Another workspace was asked for.');
    return verifyLog(this.#log, workspaceId);
  }

  override async alarm() {
    await this.#log.schedule.run();
  }
}
