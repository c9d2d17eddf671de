import type { Page } from 'playwright-core';
import type { ChatNote, Message, Template } from '../../packages/contracts/src/index.ts';
import { COLLEAGUE, type InboxFixture, iso, mediaId, messageId, pad, SHOP_KEY } from './messages.fixture.ts';

const MINUTE_MS = 60_000;

export interface InboxCall {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="504" height="300"><rect width="504" height="300" fill="#e8dfd0"/><path d="M190 70l62-18 62 18 34 70-30 14v110H186V154l-30-14z" fill="#1f2f55"/></svg>`;

/**
 * Answers everything the inbox asks from `state` instead of the product, for kinds and states that a test cannot bring
 * about in seconds. Writes change `state` and are kept in the list that is answered.
 */
export const mockInbox = async (page: Page, state: InboxFixture): Promise<InboxCall[]> => {
  const calls: InboxCall[] = [];
  const list = (data: unknown[], nextCursor: string | null = null) => ({
    json: { data, nextCursor, hasMore: nextCursor !== null },
  });
  const PATHS = /\/api\/(sessions|chats|messages|contacts|groups|templates|media|members|keys)(\/|\?|$)/;
  await page.route(PATHS, async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const method = request.method();
    const [, , resource = '', id = '', act = ''] = url.pathname.split('/').map(decodeURIComponent);
    const query = url.searchParams;
    if (resource === 'media' && method === 'GET') {
      if (id === mediaId(2)) return route.fulfill({ contentType: 'audio/wav', body: tone() });
      return route.fulfill({ contentType: 'image/svg+xml', body: PICTURE });
    }
    const isJson = request.headers()['content-type']?.includes('json');
    const body = (isJson ? request.postDataJSON() : {}) as Record<string, unknown>;
    if (method !== 'GET') calls.push({ method, path: url.pathname + url.search, body });
    const chat = state.chats.find((row) => row.chatId === id);
    const ofChat = state.messages[query.get('chatId') ?? ''] ?? [];

    if (resource === 'sessions') return route.fulfill(list(state.sessions));
    if (resource === 'members') return route.fulfill(list([COLLEAGUE]));
    if (resource === 'keys') return route.fulfill(list([SHOP_KEY]));
    if (resource === 'contacts') return route.fulfill({ json: state.contact });
    if (resource === 'groups') return route.fulfill({ json: { participants: [], description: null } });
    if (resource === 'media') {
      return route.fulfill({
        status: 201,
        json: { id: mediaId(99), mimetype: 'image/png', filename: 'x', sizeBytes: 3, expiresAt: iso(0) },
      });
    }
    if (resource === 'templates' && method === 'GET') return route.fulfill({ json: { data: state.templates } });
    if (resource === 'templates' && method === 'POST') {
      const template = {
        ...body,
        id: `tpl_${pad(77, 32)}`,
        createdAt: iso(0),
        updatedAt: iso(0),
      } as unknown as Template;
      state.templates.push(template);
      return route.fulfill({ status: 201, json: template });
    }
    if (resource === 'chats' && act === 'notes') {
      if (method === 'GET') return route.fulfill({ json: { data: state.notes } });
      if (method === 'DELETE') return route.fulfill({ status: 204 });
      const note = { id: `not_${pad(50, 32)}`, text: body.text, author: null, createdAt: iso(Date.now()) } as ChatNote;
      return route.fulfill({ status: 201, json: note });
    }
    if (resource === 'chats' && method === 'POST' && chat) {
      const { archived, resolved, blocked, userId, minutes } = body as Record<string, never>;
      if (act === 'archive') chat.isArchived = archived;
      if (act === 'resolve') chat.isResolved = resolved;
      if (act === 'block') chat.isBlocked = blocked;
      if (act === 'assign') chat.assignedTo = userId;
      if (act === 'handover') chat.handoverUntil = minutes === 0 ? null : iso(Date.now() + Number(minutes) * MINUTE_MS);
      if (act === 'mark-seen') chat.unreadCount = 0;
      return act === 'mark-seen' || act === 'typing' ? route.fulfill({ status: 204 }) : route.fulfill({ json: chat });
    }
    if (resource === 'chats') {
      const q = query.get('q') ?? '';
      const of = query.get('sessionId');
      const isArchived = query.get('filter') === 'archived';
      const found = state.chats.filter(
        (row) =>
          (row.isArchived ?? false) === isArchived &&
          (!of || row.sessionId === of) &&
          `${row.name ?? ''} ${row.chatId}`.includes(q),
      );
      return route.fulfill(list(found));
    }
    if (resource === 'messages' && method === 'GET') {
      const q = query.get('q');
      if (q === null) return route.fulfill(pageOf(ofChat, query, list));
      const searched = query.has('chatId') ? ofChat : Object.values(state.messages).flat();
      return route.fulfill(
        pageOf(
          searched.filter((one) => one.body.includes(q)),
          query,
          list,
        ),
      );
    }
    const message = Object.values(state.messages)
      .flat()
      .find((one) => one.id === id);
    if (resource === 'messages' && message) {
      const of = query.get('for');
      if (act === 'react') message.reactions = [{ emoji: String(body.emoji), contactId: null }];
      if (act === 'edit') Object.assign(message, { body: body.text, editedAt: iso(Date.now()) });
      if (act === 'cancel') Object.assign(message, { status: 'failed', failure: { code: 'message_cancelled' } });
      if (of === 'everyone') Object.assign(message, { body: '', media: null, deletedAt: iso(Date.now()) });
      if (of === 'me') return route.fulfill({ status: 204 });
      if (act !== 'forward') return route.fulfill({ json: message });
    }
    const answer = {
      messageId: messageId(5_000 + calls.length),
      waMessageId: null,
      status: 'queued',
      timestamp: iso(Date.now()),
    };
    return route.fulfill({ status: 202, json: answer });
  });
  return calls;
};

/** Pages as they are asked for, or all at once where a test wants a long list that is already there. */
const pageOf = <T>(all: Message[], query: URLSearchParams, list: (data: Message[], next: string | null) => T): T => {
  const size = all.length > 5_000 ? all.length : Number(query.get('limit') ?? 50);
  // A place, as the API's: it stays the same while messages come.
  const from = all.findIndex(({ id }) => id === query.get('cursor')) + 1;
  const page = all.slice(from, from + size);
  return list(page, from + size < all.length ? (page.at(-1)?.id ?? null) : null);
};

/** Twenty seconds of quiet tone: 8 kHz, mono, 8 bit. */
const tone = (): Buffer => {
  const [rate, seconds] = [8_000, 20];
  const wave = Buffer.alloc(44 + rate * seconds, 128);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + rate * seconds, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(rate, 24);
  wave.writeUInt32LE(rate, 28);
  wave.writeUInt16LE(1, 32);
  wave.writeUInt16LE(8, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(rate * seconds, 40);
  return wave;
};

export interface LiveWire {
  /** An event that is not kept (`inbox.updated`, `message.typing`), or one whose position does not matter. */
  tell: (type: string, sessionId: string, data: unknown) => void;
  /** Ends the connection as a network does; the page comes back by itself. */
  drop: () => Promise<void>;
  /** Says that events were lost for good. */
  gap: () => void;
}

/** The product's own socket, but with the sessions of `state`, and with events put in by the test. */
export const mockLive = async (page: Page, state: InboxFixture): Promise<LiveWire> => {
  let send: (frame: object) => void = () => undefined;
  let position = 0;
  let drop: () => Promise<void> = async () => undefined;
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    send = (frame) => socket.send(JSON.stringify(frame));
    drop = () => socket.close({ code: 1012, reason: 'network' });
    server.onMessage((raw) => {
      const frame = JSON.parse(String(raw)) as { type: string; seq?: number; upTo?: number; sessions?: unknown };
      position = frame.upTo ?? frame.seq ?? position;
      socket.send(frame.type === 'state' ? JSON.stringify({ ...frame, sessions: state.sessions }) : raw);
    });
  });
  return {
    drop: () => drop(),
    gap: () => send({ type: 'gap', from: position + 1, to: position + 1 }),
    tell: (type, sessionId, data) =>
      send({
        type: 'events',
        prev: position,
        upTo: position,
        events: [
          {
            id: `evt_${crypto.randomUUID().replaceAll('-', '')}`,
            type,
            version: 1,
            timestamp: iso(Date.now()),
            sessionId,
            data,
          },
        ],
      }),
  };
};
