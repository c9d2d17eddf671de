import { runInDurableObject } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import { hubName } from '@waqtor/core/object-name';
import { describe, expect, it } from 'vitest';
import { bindings } from '../session-room/testing/test-control.ts';
import { migrate } from '../shared/migrations.ts';
import { HUB_MIGRATIONS } from './schema.ts';

/** Number of the step that this is about; later ones are not run again. */
const RECOVERY_STEP = HUB_MIGRATIONS.findIndex((step) => step.includes("'$.recovery'")) + 1;

describe('the tables of a hub', () => {
  it('H-4 tell sessions of before recoveries were stored in the shape that clients expect', async () => {
    const bodies = await runInDurableObject(
      bindings.CLIENT_HUB.getByName(hubName(newId('wsp'))),
      (_hub, { storage }) => {
        const rows = { ses_old: { status: 'stopped' }, ses_new: { status: 'starting', recovery: { stage: 'page' } } };
        for (const [id, body] of Object.entries(rows)) {
          storage.sql.exec('INSERT INTO sessions (session_id, body) VALUES (?, ?)', id, JSON.stringify(body));
        }
        storage.sql.exec('DELETE FROM _migrations WHERE id >= ?', RECOVERY_STEP);
        migrate(storage, HUB_MIGRATIONS.slice(0, RECOVERY_STEP));
        return storage.sql
          .exec<{ body: string }>('SELECT body FROM sessions ORDER BY session_id DESC')
          .toArray()
          .map(({ body }) => JSON.parse(body) as unknown);
      },
    );
    expect(bodies).toEqual([
      { status: 'stopped', recovery: null },
      { status: 'starting', recovery: { stage: 'page' } },
    ]);
  });
});
