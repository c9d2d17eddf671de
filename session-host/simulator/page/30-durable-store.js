/**
 * What survives the end of the browser: the login, messages (bounded), chats and contacts. `durability: relaxed` hands
 * a resolved write to the operating system, which keeps it through SIGKILL of every process of the browser (a test
 * kills it under load); only a power cut could take it, and that would take the simulated network too. `strict` would
 * wait for the disk at each commit, several times per message.
 */
const DATABASE = 'waqtor-simulator';
const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('login');
    request.result.createObjectStore('messages', { keyPath: 'id' });
    request.result.createObjectStore('chats', { keyPath: 'id' });
    request.result.createObjectStore('contacts', { keyPath: 'lid' });
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const STORES = ['login', 'messages', 'chats', 'contacts'];
const KEY_OF = { login: () => 'me', messages: ({ id }) => id, chats: ({ id }) => id, contacts: ({ lid }) => lid };

/** One transaction at a time: what is asked for meanwhile shares the next one. */
let unitsWaiting = [];
let isWriting = false;

const commit = (database, units) =>
  new Promise((resolve, reject) => {
    const transaction = database.transaction(STORES, 'readwrite', { durability: 'relaxed' });
    for (const { work } of units) work(transaction);
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
    transaction.commit();
  });
const writeWaiting = async () => {
  const database = await opened;
  while (unitsWaiting.length > 0) {
    const units = unitsWaiting;
    unitsWaiting = [];
    await commit(database, units).then(
      () => units.forEach(({ resolve }) => resolve()),
      (error) => units.forEach(({ reject }) => reject(error)),
    );
  }
  isWriting = false;
};
const inTransaction = (work) =>
  new Promise((resolve, reject) => {
    unitsWaiting.push({ work, resolve, reject });
    if (isWriting) return;
    isWriting = true;
    queueMicrotask(writeWaiting);
  });

/** Writes a list of `[store, record]` (put), `[store, null, key]` (delete); all of it or nothing. */
export const writeAll = async (operations) => {
  if (operations.length === 0) return;
  await inTransaction((transaction) => {
    for (const [store, record, key] of operations) {
      const objects = transaction.objectStore(store);
      if (record === null) objects.delete(key);
      else if (store === 'login') objects.put(record, 'me');
      else objects.put(record);
    }
  });
};

/** Counters and acks change several times a second: of one record only its last state is written, once in a while. */
const LATER_MS = 100;
let laterOperations = new Map();
let laterWritten = null;

/** As `writeAll`, but in its own time; resolves when it is written. */
export const writeLater = async (operations) => {
  if (operations.length === 0) return;
  for (const [store, record, key] of operations) {
    laterOperations.set(`${store} ${record ? KEY_OF[store](record) : key}`, [store, record, key]);
  }
  laterWritten ??= new Promise((resolve) => setTimeout(resolve, LATER_MS)).then(() => {
    const operations = [...laterOperations.values()];
    laterOperations = new Map();
    laterWritten = null;
    return writeAll(operations);
  });
  await laterWritten;
};

export const readAll = async () => {
  const database = await opened;
  const transaction = database.transaction(STORES, 'readonly');
  const read = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const [login, messages, chats, contacts] = await Promise.all([
    read(transaction.objectStore('login').get('me')),
    ...STORES.slice(1).map((name) => read(transaction.objectStore(name).getAll())),
  ]);
  return { login: login ?? null, messages, chats, contacts };
};

export const wipeAll = () => {
  laterOperations = new Map();
  return inTransaction((transaction) => {
    for (const name of STORES) transaction.objectStore(name).clear();
  });
};
