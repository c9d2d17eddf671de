import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { systemClock } from '../clock.ts';
import { silentLog } from '../telemetry/log.ts';
import { sendText } from '../testing/fake-edge.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { GroupCommit } from './group-commit.ts';
import { migrate } from './migrations.ts';
import { Store } from './store.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'waqtor-store-'));
const openStore = (dir = folder()) => new Store(dir, systemClock, silentLog);
const withSession = async (store: Store): Promise<string> => {
  const sessionId = newId('ses');
  await store.commit(() => store.sessions.ensure(sessionId, 1));
  return sessionId;
};
const numbers = (store: Store, sessionId: string) => store.outbox.after(sessionId, 0, 1_000).map((row) => row.event.n);

describe('S-4 the store', () => {
  it('S-4 is born with one id and keeps it', () => {
    const dir = folder();
    const first = openStore(dir);
    const { storeId } = first;
    first.close();
    const second = openStore(dir);
    expect(second.storeId).toBe(storeId);
    second.close();
  });

  it('S-4 is readable by its owner alone', () => {
    const dir = folder();
    openStore(dir).close();
    expect(statSync(join(dir, 'host.db')).mode & 0o777).toBe(0o600);
  });

  it('R-6 refuses a file of a newer version with one sentence', () => {
    const dir = folder();
    openStore(dir).close();
    const db = new DatabaseSync(join(dir, 'host.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => openStore(dir)).toThrow('written by a newer version');
  });

  it('S-4 migrates an older file without touching its rows', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, ['CREATE TABLE a (x);']);
    db.exec('INSERT INTO a VALUES (1)');
    migrate(db, ['CREATE TABLE a (x);', 'ALTER TABLE a ADD COLUMN y;']);
    expect(db.prepare('SELECT x, y FROM a').get()).toMatchObject({ x: 1, y: null });
  });
});

describe('S-4 the outbox', () => {
  it('S-4 numbers rows per session without holes, over restarts and after acknowledgements', async () => {
    const dir = folder();
    let store = openStore(dir);
    const [a, b] = [await withSession(store), await withSession(store)];
    await store.commit(() => [1, 2, 3].forEach((i) => store.outbox.append(a, { i }, 0)));
    await store.commit(() => store.outbox.append(b, {}, 0));
    await store.commit(() => store.outbox.acknowledge(a, 3));
    store.close();
    store = openStore(dir);
    await store.commit(() => store.outbox.append(a, {}, 0));
    expect(numbers(store, a)).toEqual([4]);
    expect(numbers(store, b)).toEqual([1]);
    expect(store.sessions.get(a)).toMatchObject({ lastN: 4, ackedN: 3 });
  });

  it('S-4 leaves no hole when a unit of a commit is rolled back', async () => {
    const store = openStore();
    const sessionId = await withSession(store);
    const good = store.commit(() => store.outbox.append(sessionId, {}, 0));
    const bad = store.commit(() => {
      store.outbox.append(sessionId, {}, 0);
      throw new Error('no');
    });
    const next = store.commit(() => store.outbox.append(sessionId, {}, 0));
    await expect(bad).rejects.toThrow('no');
    expect([await good, await next]).toEqual([1, 2]);
    expect(numbers(store, sessionId)).toEqual([1, 2]);
  });

  it('S-4 numbers the rows that wait anew, above a given number and without holes', async () => {
    const store = openStore();
    const sessionId = await withSession(store);
    await store.commit(() => [1, 2].forEach((i) => store.outbox.append(sessionId, { i }, 0)));
    await store.commit(() => store.outbox.continueAbove(sessionId, 50));
    await store.commit(() => store.outbox.append(sessionId, { i: 3 }, 0));
    expect(numbers(store, sessionId)).toEqual([51, 52, 53]);
  });
});

describe('S-4 the inbox', () => {
  it('S-4 keeps the first outcome of a command and forgets its text', async () => {
    const dir = folder();
    const store = openStore(dir);
    const sessionId = await withSession(store);
    const command = sendText(newId('cmd'), '966500000002@c.us', 'a-very-private-text');
    await store.commit(() => store.inbox.arrive(sessionId, command, 1, 0));
    expect(store.inbox.pending(sessionId)).toEqual([command]);
    const sent = { commandId: command.id, result: 'sent', code: null, waMessageId: null, value: null } as const;
    const settled = await store.commit(() => [
      store.inbox.settle(sessionId, sent, 1),
      store.inbox.settle(sessionId, { ...sent, result: 'failed' }, 2),
    ]);
    expect(settled).toEqual([true, false]);
    expect(store.inbox.outcomeOf(sessionId, command.id)).toEqual(sent);
    expect(store.inbox.pending(sessionId)).toEqual([]);
    store.close();
    expect(readFileSync(join(dir, 'host.db')).includes('a-very-private-text')).toBe(false);
  });

  it('S-4 prunes old outcomes and never a command without one', async () => {
    const store = openStore();
    const sessionId = await withSession(store);
    const [a, b] = [1, 2].map(() => sendText(newId('cmd'), '966500000002@c.us', 'x'));
    if (!a || !b) throw new Error('two commands');
    await store.commit(() => {
      store.inbox.arrive(sessionId, a, 1, 0);
      store.inbox.arrive(sessionId, b, 2, 0);
      store.intents.put(sessionId, { commandId: b.id, keyId: 'k', chatId: 'c' }, 0);
      store.inbox.settle(sessionId, { commandId: a.id, result: 'done', code: null, waMessageId: null, value: null }, 0);
      store.inbox.prune(30 * 24 * 3_600_000);
      store.intents.prune(30 * 24 * 3_600_000);
    });
    expect(store.inbox.outcomeOf(sessionId, a.id)).toBeUndefined();
    expect(store.inbox.pending(sessionId)).toEqual([b]);
    expect(store.intents.get(sessionId, b.id)).not.toBeNull();
  });
});

describe('group commit', () => {
  it('S-4 keeps writes that the disk refused and stores them when it works again', async () => {
    const db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (x INTEGER)');
    const clock = new FakeClock();
    const errors: unknown[] = [];
    const commits = new GroupCommit(db, clock, (error) => errors.push(error));
    // A transaction in the way makes BEGIN fail, as a full disk makes COMMIT fail.
    db.exec('BEGIN');
    const insert = db.prepare('INSERT INTO t VALUES (1)');
    let isDone = false;
    void commits.run(() => insert.run()).then(() => (isDone = true));
    await clock.advance(100);
    expect([isDone, errors.length]).toEqual([false, 1]);
    await clock.advance(1_100);
    expect(isDone).toBe(true);
    expect(db.prepare('SELECT count(*) AS rows FROM t').get()).toMatchObject({ rows: 1 });
  });

  it('R-5 stores 300 commands with intent and outcome within a second', async () => {
    const store = openStore();
    const sessionId = await withSession(store);
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const command = sendText(newId('cmd'), '966500000002@c.us', 'x');
        await store.commit(() => store.inbox.arrive(sessionId, command, i + 1, 0));
        await store.commit(() => store.intents.put(sessionId, { commandId: command.id, keyId: 'k', chatId: 'c' }, 0));
        await store.commit(() => {
          const outcome = {
            commandId: command.id,
            result: 'sent',
            code: null,
            waMessageId: null,
            value: null,
          } as const;
          store.inbox.settle(sessionId, outcome, 0);
          store.outbox.append(sessionId, outcome, 0);
        });
      }),
    );
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(store.outbox.size(sessionId)).toBe(300);
  });
});
