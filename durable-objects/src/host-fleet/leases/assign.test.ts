import { runInDurableObject } from 'cloudflare:test';
import { LEASE_REGRANT_MS, LEASE_RENEW_MS } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { expect, it } from 'vitest';
import { bindings } from '../../session-room/testing/test-control.ts';
import { ModelFleet, ModelHost } from '../fleet-model.fixture.ts';
import { type Fleet } from '../fleet.ts';
import { assignFree } from './assign.ts';
import { registerSession } from './register-session.ts';

const HOSTS = 50;
const SESSIONS = 1_000;
/** Telemetry of 50 hosts comes 3.3 times a second. */
const MOST_STATEMENTS = 6;

/** The same fleet, with its statements counted. */
const counting = (fleet: Fleet): { fleet: Fleet; count: () => number } => {
  let statements = 0;
  const sql = new Proxy(fleet.sql, {
    get: (target, name) =>
      name === 'exec'
        ? (...args: Parameters<SqlStorage['exec']>) => {
            statements++;
            return target.exec(...args);
          }
        : (Reflect.get(target, name) as unknown),
  });
  return { fleet: Object.create(fleet, { sql: { value: sql } }) as Fleet, count: () => statements };
};

it('S-6 asks a few statements for each telemetry, however many hosts and sessions there are', async () => {
  const { statements, waiting } = await runInDurableObject(
    bindings.HOST_FLEET.getByName(newId('ses')),
    (_fleet, { storage }) => {
      const model = new ModelFleet(storage);
      for (let i = 0; i < HOSTS; i++) {
        new ModelHost(model, { workspaceId: null, volumeId: newId('vol'), capacity: SESSIONS }).connect();
      }
      const lost = 'hst_gone';
      for (let i = 0; i < SESSIONS; i++) {
        // Half of them wait for a host that is gone, so that all hosts are looked at for each.
        storage.sql.exec(
          `INSERT INTO leases (session_id, workspace_id, desired, holder, last_host, renewed_at)
           VALUES (?, 'wsp_1', 'running', ?, ?, ?)`,
          newId('ses'),
          i % 2 ? null : model.hosts[i % HOSTS]?.hostId,
          i % 2 ? lost : model.hosts[i % HOSTS]?.hostId,
          model.now,
        );
      }
      const { fleet, count } = counting(model.fleet);
      assignFree(fleet);
      const waits = storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM leases WHERE holder IS NULL').one().n;
      return { statements: count(), waiting: waits };
    },
  );
  expect(waiting).toBe(SESSIONS / 2);
  expect(statements).toBeLessThanOrEqual(MOST_STATEMENTS);
});

it('S-6 wakes by itself when the lease of a lost host is over', async () => {
  await runInDurableObject(bindings.HOST_FLEET.getByName(newId('ses')), (_fleet, { storage }) => {
    const model = new ModelFleet(storage);
    const volumeId = newId('vol');
    const [first] = [0, 1].map(() => new ModelHost(model, { workspaceId: null, volumeId, capacity: 1 }));
    const sessionId = newId('ses');
    registerSession(model.fleet, { workspaceId: newId('wsp'), sessionId, desired: 'running' });
    for (const host of model.hosts) host.connect();
    model.pass(45_000);
    first?.disconnect();
    const { due_at: dueAt } = storage.sql.exec<{ due_at: number }>('SELECT due_at FROM _schedule').one();
    expect(dueAt - model.now).toBeGreaterThan(LEASE_REGRANT_MS - LEASE_RENEW_MS - 1);
    expect(dueAt - model.now).toBeLessThanOrEqual(LEASE_REGRANT_MS);
  });
});
