import { checkDatabase } from '@waqtor/db/queries/readiness';
import { openDatabase } from '@waqtor/db/queries/database';
import { WaqtorError } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import type { ApiEnv } from '../../env.ts';
import { describeError, log } from '../../log.ts';
import { hubOf } from '../../objects.ts';
import { VERSION } from '../../version.ts';

/** A part that says nothing for so long is not ready. */
const PART_TIMEOUT_MS = 3_000;
/** A hub that belongs to nobody: reading it makes no log. */
const NO_WORKSPACE = 'readiness';

/** What an answer needs, by the names that an operator reads. */
const PARTS: Readonly<Record<string, (env: ApiEnv) => Promise<unknown>>> = {
  database: (env) => checkDatabase(openDatabase(env.DB)),
  hub: (env) => hubOf(env, NO_WORKSPACE).listChats({ limit: 1 }),
};

const within = async (attempt: Promise<unknown>): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The part did not answer in time.')), PART_TIMEOUT_MS);
  });
  try {
    await Promise.race([attempt, late]);
  } finally {
    clearTimeout(timer);
  }
};

const isReady = async (env: ApiEnv, part: string, requestId: string): Promise<boolean> => {
  try {
    await within(PARTS[part]?.(env) ?? Promise.resolve());
    return true;
  } catch (error) {
    log('error', 'a part is not ready', { requestId, part, ...describeError(error) });
    return false;
  }
};

/** `GET /healthz`: the Worker runs. `GET /readyz`: it is configured, and what it needs answers. */
export const health = (app: Api): void => {
  app.get('/healthz', (c) => c.json({ status: 'ok', version: VERSION }));
  app.get('/readyz', async (c) => {
    settingsOf(c.env);
    const names = Object.keys(PARTS);
    const ready = await Promise.all(names.map((part) => isReady(c.env, part, c.get('requestId'))));
    // By name, for whoever gets a call at night; why is in the log.
    const parts = Object.fromEntries(names.map((part, at) => [part, ready[at] ? 'ready' : 'away']));
    if (ready.includes(false)) throw new WaqtorError('unavailable', { details: parts });
    return c.json({ status: 'ready', version: VERSION, parts });
  });
};
