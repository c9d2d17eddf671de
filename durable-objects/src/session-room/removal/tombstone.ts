const hasTable = (storage: DurableObjectStorage, name: string): boolean =>
  storage.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;

export const isCreated = (storage: DurableObjectStorage): boolean => hasTable(storage, 'session');

/** Something was here and is erased: nothing may come to life under this name again (design §2). */
export const isEntombed = (storage: DurableObjectStorage): boolean => hasTable(storage, 'tombstone');

/** Erases all that the object stored, its alarm too, but for the fact that it is gone. */
export const entomb = async (storage: DurableObjectStorage): Promise<null> => {
  await storage.deleteAlarm();
  await storage.deleteAll();
  storage.sql.exec('CREATE TABLE tombstone (removed_at INTEGER NOT NULL)');
  storage.sql.exec('INSERT INTO tombstone (removed_at) VALUES (?)', Date.now());
  return null;
};
