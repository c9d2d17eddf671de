import { contentOf, menuOf } from './phone-content.js';
import { TEXTS } from './phone-text.js';

/** The page asks the control API so often; it is on this machine, and a demonstration must feel live. */
const POLL_MS = 1000;
const MAX_IMAGE_BYTES = 8 * 1024 * 1024;

const language = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'ar';
const text = TEXTS[language];
const byId = (id) => document.getElementById(id);
/** What is shown: `phone` plays, `peer` is the other side of the open chat. */
const state = { accounts: [], groups: [], links: [], messages: [], phone: null, peer: null, drawn: '' };

/** An element with text content only: nothing that somebody wrote can become markup. */
const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const notify = (message) => {
  byId('notice').textContent = message;
  byId('notice').hidden = message === '';
};
const call = async (path, body) => {
  const options = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
};
/** Runs what a button does, shows its failure, and draws anew. */
const act = async (work) => {
  try {
    await work();
    notify('');
  } catch (error) {
    notify(error.message);
  }
  await refresh();
};

const isGroup = (peer) => peer.endsWith('@g.us');
const nameOf = (phone) =>
  state.groups.find(({ id }) => id === phone)?.subject ??
  state.accounts.find((account) => account.phone === phone)?.name ??
  `+${phone}`;
const row = ({ isCurrent = false, name, under, onPick, before = [], after = [] }) => {
  const pick = element(
    'button',
    { type: 'button', className: 'pick' },
    element('span', { className: 'name', dir: 'auto', textContent: name }),
    element('span', { className: 'under', dir: 'auto', textContent: under }),
  );
  pick.addEventListener('click', onPick);
  const made = element('li', { className: 'row' }, ...before, pick, ...after);
  made.setAttribute('aria-current', String(isCurrent));
  return made;
};
const button = (label, onClick) => {
  const made = element('button', { type: 'button', className: 'ghost', textContent: label });
  made.addEventListener('click', onClick);
  return made;
};

const drawPhones = () => {
  byId('phones').replaceChildren(
    ...state.accounts.map(({ phone, name, devices, online }) => {
      const [link] = state.links;
      const scan = () => act(() => call(`/accounts/${phone}/scan`, { qr: link.ref }));
      const unlink = () => act(() => call(`/accounts/${phone}/unlink`, {}));
      return row({
        isCurrent: phone === state.phone,
        name,
        under: `\u2066+${phone}\u2069 · ${text.linked(devices)}`,
        onPick: () => open(phone, null),
        before: [element('span', { className: online > 0 ? 'dot online' : 'dot' })],
        after: [...(link ? [button(text.scan, scan)] : []), ...(devices > 0 ? [button(text.unlink, unlink)] : [])],
      });
    }),
  );
};

const secondsLeft = ({ expiresAt }) => Math.max(0, Math.ceil((Date.parse(expiresAt) - Date.now()) / 1000));
const drawLinks = () => {
  byId('waiting-none').hidden = state.links.length > 0;
  byId('waiting').replaceChildren(
    ...state.links.map(({ ref }) => {
      const scan = () => state.phone && act(() => call(`/accounts/${state.phone}/scan`, { qr: ref }));
      return element(
        'li',
        { className: 'row' },
        element('span', { className: 'pick countdown' }),
        button(state.phone ? `${text.scan}: ${nameOf(state.phone)}` : text.pickPhone, scan),
      );
    }),
  );
};
const drawCountdowns = () => {
  for (const [at, countdown] of document.querySelectorAll('.countdown').entries()) {
    countdown.textContent = text.waitingFor(secondsLeft(state.links[at]));
  }
};

const peerOf = ({ from, to }) => (isGroup(to) || from === state.phone ? to : from);
const say = (message) => call('/messages', { from: state.phone, to: state.peer, ...message });
const previewOf = ({ body, content }) => {
  if (body || !content) return body || text.file;
  return { location: text.location, contacts: text.contact, poll: text.poll }[content.kind];
};
const drawChats = () => {
  const chats = new Map();
  for (const message of state.messages) {
    const chat = chats.get(peerOf(message)) ?? { unread: 0 };
    chat.last = message;
    if (message.from !== state.phone && message.ack < 3) chat.unread += 1;
    chats.set(peerOf(message), chat);
  }
  const others = state.accounts.filter(({ phone }) => phone !== state.phone && !chats.has(phone));
  const groups = state.groups.filter(({ id, participants }) => {
    return !chats.has(id) && participants.some(({ phone }) => phone === state.phone);
  });
  const ordered = [...chats].sort(([, a], [, b]) => b.last.at.localeCompare(a.last.at));
  const rows = [
    ...ordered.map(([peer, chat]) => ({ peer, under: previewOf(chat.last), unread: chat.unread })),
    ...groups.map(({ id, participants }) => ({ peer: id, under: text.group(participants.length), unread: 0 })),
    ...others.map(({ phone }) => ({ peer: phone, under: `+${phone}`, unread: 0 })),
  ];
  byId('chats').replaceChildren(
    ...(chats.size === 0 ? [element('li', { className: 'quiet', textContent: text.noChats })] : []),
    ...rows.map(({ peer, under, unread }) =>
      row({
        isCurrent: peer === state.peer,
        name: nameOf(peer),
        under,
        onPick: () => open(state.phone, peer),
        after: unread > 0 ? [element('span', { className: 'count', textContent: String(unread) })] : [],
      }),
    ),
  );
};

const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', numberingSystem: 'latn' });
const bubble = (message) => {
  const isOwn = message.from === state.phone;
  const vote = (options) =>
    act(() => call(`/messages/${encodeURIComponent(message.id)}/vote`, { phone: state.phone, options }));
  const content = [];
  if (isGroup(message.to) && !isOwn) {
    content.push(element('span', { className: 'meta', dir: 'auto', textContent: nameOf(message.from) }));
  }
  if (message.media?.mimetype.startsWith('image/')) {
    content.push(element('img', { src: `/messages/${encodeURIComponent(message.id)}/media`, alt: text.image }));
  } else if (message.media) {
    content.push(`${text.file}: ${message.media.filename ?? message.media.mimetype}\n`);
  }
  content.push(element('span', { dir: 'auto', textContent: message.revoked ? text.deleted : message.body }));
  content.push(...contentOf(message, { phone: state.phone, text, element, button, vote }));
  const numbers = isOwn || message.revoked ? [] : menuOf(message.body);
  const answers = numbers.map((number) => button(number, () => act(() => say({ body: number, quoted: message.id }))));
  if (answers.length > 0) content.push(element('span', { className: 'answers' }, ...answers));
  const marks = [message.forwarded && text.forwarded, message.edited && !message.revoked && text.edited];
  const meta = [
    ...marks.filter(Boolean),
    clock.format(new Date(message.at)),
    ...(isOwn ? [text.acks[message.ack]] : []),
  ].join(' · ');
  content.push(element('span', { className: isOwn && message.ack >= 3 ? 'meta seen' : 'meta', textContent: meta }));
  return element('li', { className: isOwn ? 'bubble own' : 'bubble' }, ...content);
};
const drawThread = () => {
  const isOpen = Boolean(state.phone && state.peer);
  byId('thread-title').textContent = isOpen ? nameOf(state.peer) : text.pickPhone;
  byId('read').hidden = !isOpen;
  byId('say').hidden = !isOpen;
  const list = byId('messages');
  list.replaceChildren(...state.messages.filter((message) => isOpen && peerOf(message) === state.peer).map(bubble));
  list.scrollTop = list.scrollHeight;
};

const refresh = async () => {
  const [{ accounts }, { links }, { groups }] = await Promise.all(
    ['/accounts', '/links', '/groups'].map((path) => call(path)),
  );
  state.phone ??= accounts[0]?.phone ?? null;
  const phone = state.phone;
  const both = phone ? await Promise.all([call(`/messages?phone=${phone}`), call(`/sent?phone=${phone}`)]) : [];
  const unique = new Map(both.flatMap(({ messages }) => messages).map((message) => [message.id, message]));
  const messages = [...unique.values()].sort((a, b) => a.at.localeCompare(b.at));
  Object.assign(state, { accounts, groups, links, messages });
  // Redrawing what did not change would take the keyboard focus away from whoever uses it.
  const now = JSON.stringify([accounts, groups, links.map(({ ref }) => ref), messages, state.phone, state.peer]);
  if (now !== state.drawn) {
    state.drawn = now;
    drawPhones();
    drawLinks();
    drawChats();
    drawThread();
  }
  drawCountdowns();
};
const open = (phone, peer) => {
  Object.assign(state, { phone, peer });
  return act(async () => {});
};

const asBase64 = async (file) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};
const onSubmit = (id, work) =>
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    act(async () => {
      await work(event.target.elements);
      event.target.reset();
    });
  });
onSubmit('add', async ({ phone, name, persona }) => {
  await call('/accounts', { phone: phone.value, name: name.value || undefined, persona: persona.value || null });
  state.phone = phone.value;
});
onSubmit('scan', ({ code }) => {
  const given = code.value.trim();
  // A QR string has commas; a pairing code is eight letters and digits.
  return call(
    `/accounts/${state.phone}/scan`,
    given.includes(',') || given.startsWith('2@') ? { qr: given } : { pairingCode: given },
  );
});
onSubmit('say', async ({ body, image }) => {
  const [file] = image.files;
  if (file && file.size > MAX_IMAGE_BYTES) throw new Error(text.imageTooLarge);
  const media = file && { mimetype: file.type, base64: await asBase64(file), filename: file.name };
  if (!media && body.value.trim() === '') return;
  await say({ type: media ? 'image' : 'text', body: body.value, media });
});
byId('read').addEventListener('click', () => act(() => call(`/accounts/${state.phone}/read`, { from: state.peer })));

const setTheme = (theme) => {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('theme', theme);
};
const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
setTheme(localStorage.getItem('theme') ?? (prefersDark ? 'dark' : 'light'));
byId('theme').addEventListener('click', () => {
  setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
});

document.documentElement.lang = language;
document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
document.title = `${text.title} · WaQtor`;
for (const labelled of document.querySelectorAll('[data-text]')) labelled.textContent = text[labelled.dataset.text];
byId('language').textContent = text.otherLanguage;
byId('language').href = language === 'ar' ? '?lang=en' : '?lang=ar';
byId('add').elements.persona.append(
  ...Object.entries(text.personas).map(([value, label]) => element('option', { value, textContent: label })),
);

await refresh().catch((error) => notify(error.message));
setInterval(() => refresh().catch((error) => notify(error.message)), POLL_MS);
