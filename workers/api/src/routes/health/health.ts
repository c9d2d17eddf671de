import { checkDatabase } from '@waqtor/db/queries/readiness';
import { openDatabase } from '@waqtor/db/queries/database';
import { WaqtorError } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { VERSION } from '../../version.ts';

/** `GET /healthz`: the Worker runs. `GET /readyz`: it is configured and its database answers. */
export const health = (app: Api): void => {
  app.get('/healthz', (c) => c.json({ status: 'ok', version: VERSION }));
  app.get('/readyz', async (c) => {
    settingsOf(c.env);
    try {
      await checkDatabase(openDatabase(c.env.DB));
    } catch (cause) {
      throw new WaqtorError('unavailable', { cause });
    }
    return c.json({ status: 'ready', version: VERSION });
  });
};
