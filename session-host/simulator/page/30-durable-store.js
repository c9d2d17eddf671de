/**
 * What survives the end of the browser: the login, messages (bounded), chats and contacts. `durability: strict` makes
 * a resolved write survive even SIGKILL, which is what makes "stored before transmitted" true.
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

/** Writes a list of `[store, record]` (put), `[store, null, key]` (delete) in one transaction. */
export const writeAll = async (operations) => {
  if (operations.length === 0) return;
  const database = await opened;
  await new Promise((resolve, reject) => {
    const transaction = database.transaction(STORES, 'readwrite', { durability: 'strict' });
    for (const [store, record, key] of operations) {
      const objects = transaction.objectStore(store);
      if (record === null) objects.delete(key);
      else if (store === 'login') objects.put(record, 'me');
      else objects.put(record);
    }
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
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

export const wipeAll = async () => {
  const database = await opened;
  await new Promise((resolve, reject) => {
    const transaction = database.transaction(STORES, 'readwrite', { durability: 'strict' });
    for (const name of STORES) transaction.objectStore(name).clear();
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
  });
};
