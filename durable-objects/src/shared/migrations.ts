/**
 * Schema of one object: numbered, additive, each ≤ 1 s (design §2). `PRAGMA user_version` is refused by the
 * platform, hence a table. Call first thing in the constructor.
 */
export const migrate = (storage: DurableObjectStorage, steps: readonly string[]): void => {
  storage.sql.exec('CREATE TABLE IF NOT EXISTS _migrations (id INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)');
  const done = storage.sql.exec<{ last: number }>('SELECT COALESCE(MAX(id), 0) AS last FROM _migrations').one().last;
  if (done >= steps.length) return;
  storage.transactionSync(() => {
    for (const [index, step] of steps.entries()) {
      if (index < done) continue;
      storage.sql.exec(step);
      storage.sql.exec('INSERT INTO _migrations (id, applied_at) VALUES (?, ?)', index + 1, Date.now());
    }
  });
};
