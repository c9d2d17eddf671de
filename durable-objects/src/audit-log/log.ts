import type { SettledPlace } from '@waqtor/db/queries/audit-chain';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Database } from '@waqtor/db/queries/database';
import type { ObjectsEnv } from '../env.ts';
import { logError } from '../shared/log.ts';
import { migrate } from '../shared/migrations.ts';
import { Schedule } from '../shared/schedule.ts';
import { Chain } from './chain.ts';
import { AUDIT_LOG_MIGRATIONS } from './schema.ts';
import { sealSettled } from './seal-settled.ts';

export const SEAL_JOB = 'seal';

/** The parts of one audit log, opened. */
export class Log {
  readonly chain: Chain;
  readonly schedule: Schedule;
  readonly db: Database;
  /** Where the present run of sealing goes on; null: from the beginning. */
  sealedTo: SettledPlace | null = null;
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    this.#sql = ctx.storage.sql;
    migrate(ctx.storage, AUDIT_LOG_MIGRATIONS);
    this.db = openDatabase(env.DB);
    this.chain = new Chain(ctx.storage);
    this.schedule = new Schedule(ctx.storage, { [SEAL_JOB]: () => sealSettled(this, Date.now()) }, (job, error) =>
      logError('A job of an audit log failed; it is retried.', error, { job }),
    );
  }

  /** Null before the first `nudge`. */
  get workspaceId(): string | null {
    const [row] = this.#sql.exec<{ workspace_id: string }>('SELECT workspace_id FROM identity');
    return row?.workspace_id ?? null;
  }

  /** Whose log this is, from the first call on; another workspace is a fault of the caller. */
  belongTo(workspaceId: string): void {
    const known = this.workspaceId;
    if (known === null) this.#sql.exec('INSERT INTO identity (id, workspace_id) VALUES (1, ?)', workspaceId);
    else if (known !== workspaceId) throw new Error('This audit log belongs to another workspace.');
  }
}
