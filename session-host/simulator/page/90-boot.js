/* global CONFIG -- the builder (static-pages.ts) writes it in front of the modules */
import { PAGE_VERSION } from './05-shape.js';
import { createWid } from './20-ids.js';
import { readAll } from './30-durable-store.js';
import { Socket, ensureChat, learnContact, lidWid, session } from './40-state.js';
import { modelOf, showMessage } from './45-message-records.js';
import { connect, transmit } from './50-network-link.js';
import { setBlocked } from './57-acts.js';
import { receive } from './60-receive.js';
import { mediaModules } from './70-media-modules.js';
import { linkModules } from './75-link-modules.js';
import { chatModules } from './80-chat-modules.js';

/** The library names modules of the real page; a name that we lack is told to the network, where a test watches. */
const modules = { ...linkModules, ...chatModules, ...mediaModules };
const asked = new Set();
window.require = (name) => {
  if (Object.hasOwn(modules, name) && name !== CONFIG.missingModule) return modules[name];
  if (!asked.has(name)) transmit({ t: 'missing', name });
  asked.add(name);
  throw Object.assign(new Error(`Requiring unknown module "${name}"`), { name: 'ModuleError' });
};

const restore = async () => {
  const kept = await readAll();
  session.me = kept.login;
  kept.contacts.forEach(learnContact);
  if (!session.me) return;
  const ordered = kept.messages.sort((a, b) => a.atMs - b.atMs);
  for (const record of ordered) showMessage(record, modelOf(record, false));
  for (const { id, unreadCount, t, archive = false, title } of kept.chats) {
    ensureChat(createWid(id)).set({ unreadCount, t, archive, ...(title ? { formattedTitle: title } : {}) });
  }
  for (const contact of kept.contacts) if (contact.isBlocked) void setBlocked(lidWid(contact), true);
};

const boot = async () => {
  await restore();
  await new Promise((resolve) => setTimeout(resolve, CONFIG.slowLoadMs));
  Socket.set({ state: 'OPENING' });
  connect(receive);
  // The sign for the library that the page runs; `2.3000.` makes it use the newer calls.
  window.Debug = { VERSION: PAGE_VERSION };
};
boot();
