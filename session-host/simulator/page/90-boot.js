/** The library names modules of the real page; a name that we lack is told to the network, where a test watches. */
const modules = { ...linkModules, ...chatModules, ...mediaModules };
const asked = new Set();
window.require = (name) => {
  if (Object.hasOwn(modules, name)) return modules[name];
  if (!asked.has(name)) transmit({ t: 'missing', name });
  asked.add(name);
  throw Object.assign(new Error(`Requiring unknown module "${name}"`), { name: 'ModuleError' });
};

const restore = async () => {
  const kept = await readAll();
  me = kept.login;
  kept.contacts.forEach(learnContact);
  if (!me) return;
  const ordered = kept.messages.sort((a, b) => a.atMs - b.atMs);
  for (const record of ordered) showMessage(record, modelOf(record, false));
  for (const { id, unreadCount, t } of kept.chats) ensureChat(createWid(id)).set({ unreadCount, t });
};

const boot = async () => {
  await restore();
  await new Promise((resolve) => setTimeout(resolve, CONFIG.slowLoadMs));
  Socket.set({ state: 'OPENING' });
  connect();
  // The sign for the library that the page runs; `2.3000.` makes it use the newer calls.
  window.Debug = { VERSION: '2.3000.1000000000' };
};
boot();
