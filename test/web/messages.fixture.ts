import type { Page } from 'playwright-core';
import type {
  Chat,
  ChatNote,
  ContactDetail,
  Message,
  SessionState,
  Template,
} from '../../packages/contracts/src/index.ts';
import { sessionsAt } from './sessions.fixture.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const iso = (ms: number): string => new Date(ms).toISOString();
const pad = (number: number, width: number): string => String(number).padStart(width, '0');
const contactId = (number: number): Chat['lastMessage'] extends infer _ ? `con_${string}` : never =>
  `con_${pad(number, 32)}`;
const messageId = (number: number): Message['id'] => `msg_${pad(number, 32)}`;
const mediaId = (number: number): `med_${string}` => `med_${pad(number, 32)}`;

/** Colleagues of the chats that somebody looks after. */
export const COLLEAGUE = { userId: 'usr_colleague', name: 'خالد الزهراني' };
/** The chat whose thread has a message of every kind. */
export const HUDA = '966500000076@c.us';
export const QUIET = '966500000099@c.us';
export const TEAM = '120363000000000001@g.us';

export interface InboxFixture {
  sessions: SessionState[];
  chats: Chat[];
  /** Newest first, as the API answers. */
  messages: Record<string, Message[]>;
  notes: ChatNote[];
  templates: Template[];
  contact: ContactDetail;
}

const chatOf = (session: SessionState, chatId: string, name: string | null, over: Partial<Chat>): Chat => {
  const phone = /^(\d+)@c\.us$/.exec(chatId)?.[1] ?? null;
  return {
    sessionId: session.sessionId,
    chatId,
    name,
    contact: phone ? { id: contactId(Number(phone.slice(-4))), phone, lid: null, name } : null,
    isGroup: chatId.endsWith('@g.us'),
    unreadCount: 0,
    lastMessage: null,
    updatedAt: iso(0),
    ...over,
  };
};

type Body = Partial<Message> & Pick<Message, 'type'>;
const messageOf = (sessionId: SessionState['sessionId'], number: number, atMs: number, body: Body): Message => ({
  id: messageId(number),
  waMessageId: `true_966500000076@c.us_3A${pad(number, 18)}`,
  sessionId,
  chatId: HUDA,
  direction: 'inbound',
  from: HUDA,
  to: '966500000012@c.us',
  author: null,
  contact: { id: contactId(76), phone: '966500000076', lid: null, name: 'هدى القحطاني' },
  body: '',
  status: body.direction === 'outbound' ? 'read' : 'received',
  failure: null,
  media: null,
  quotedMessageId: null,
  interactive: null,
  renderedAs: null,
  timestamp: iso(atMs),
  backfilled: false,
  ...body,
});
const media = (number: number, mimetype: string, filename: string | null, sizeBytes: number) => ({
  id: mediaId(number),
  mimetype,
  filename,
  sizeBytes,
  state: 'ready' as const,
});
const OUT = { direction: 'outbound' as const };

/** One message of every kind and state, oldest first, minutes before now. */
const story = (nowMs: number): [number, Body][] => [
  [DAY_MS / MINUTE_MS + 30, { type: 'text', body: 'السلام عليكم، هل العباية الكحلية مقاس 56 متوفرة؟' }],
  [
    DAY_MS / MINUTE_MS + 28,
    {
      ...OUT,
      type: 'text',
      body: 'وعليكم السلام، نعم متوفرة. السعر 320 ريالًا والتوصيل مجاني داخل الرياض.',
      reactions: [
        { emoji: '❤️', contactId: contactId(76) },
        { emoji: '👍', contactId: null },
      ],
    },
  ],
  [200, { type: 'image', body: 'هذه التي رأيتها عندكم', media: media(1, 'image/svg+xml', null, 48_120) }],
  [198, { type: 'voice', media: media(2, 'audio/ogg', null, 31_000) }],
  [196, { ...OUT, type: 'text', body: 'نعم هي نفسها، وبقيت قطعتان. أحجز لكِ واحدة؟', quotedMessageId: messageId(3) }],
  [
    190,
    {
      type: 'location',
      content: {
        kind: 'location',
        latitude: 24.7136,
        longitude: 46.6753,
        name: 'العليا',
        address: 'طريق الملك فهد، الرياض',
      },
    },
  ],
  [188, { type: 'contact', content: { kind: 'contacts', contacts: [{ name: 'Abu Huda', phone: '966500000077' }] } }],
  [
    180,
    {
      ...OUT,
      type: 'poll',
      content: {
        kind: 'poll',
        question: 'متى يناسبكم التوصيل؟',
        options: ['قبل الظهر', 'بعد العصر'],
        allowMultiple: false,
      },
    },
  ],
  [
    178,
    {
      type: 'interactive',
      interactive: { kind: 'poll', id: '2', title: 'بعد العصر', messageId: messageId(8) },
    },
  ],
  [
    170,
    {
      ...OUT,
      type: 'interactive',
      renderedAs: 'menu',
      body: 'كيف نرسل الفاتورة؟\n1. بالبريد\n2. هنا',
      content: {
        kind: 'buttons',
        text: 'كيف نرسل الفاتورة؟',
        footer: null,
        buttons: [
          { id: 'mail', title: 'بالبريد' },
          { id: 'here', title: 'هنا' },
        ],
      },
    },
  ],
  [160, { type: 'system', body: 'تغيّر رمز الأمان مع هدى القحطاني' }],
  [150, { type: 'text', body: '', deletedAt: iso(nowMs - 149 * MINUTE_MS) }],
  [140, { type: 'text', body: 'https://example.com/abaya', isForwarded: true }],
  [
    130,
    {
      ...OUT,
      type: 'text',
      body: 'Delivered to the branch',
      status: 'delivered',
      editedAt: iso(nowMs - 129 * MINUTE_MS),
    },
  ],
  [
    120,
    { type: 'image', media: { ...media(5, 'image/jpeg', null, 2_400_000), state: 'failed', failure: 'media_missing' } },
  ],
  [9, { type: 'text', body: 'Yes please! Can you send the invoice to my husband in English?' }],
  [8, { type: 'text', body: 'وأبغى التوصيل يوم السبت بعد العصر لو سمحتم' }],
  [
    6,
    {
      ...OUT,
      type: 'document',
      status: 'delivered',
      body: 'Here is invoice 1052. Delivery is booked for Saturday, 4–6 pm.',
      media: media(6, 'application/pdf', 'invoice-1052.pdf', 186_368),
    },
  ],
  [
    5,
    {
      ...OUT,
      type: 'text',
      body: 'وهذا موقع الفرع إن أحببتِ الاستلام بنفسك.',
      status: 'failed',
      failure: { code: 'session_not_linked' },
    },
  ],
  [4, { ...OUT, type: 'text', body: 'هل وصلكم الطلب؟', status: 'unknown' }],
  [3, { ...OUT, type: 'text', body: 'سنؤكد الموعد صباحًا', status: 'queued', scheduledAt: iso(nowMs + 10 * HOUR_MS) }],
  [2, { ...OUT, type: 'text', body: 'لحظة من فضلك', status: 'queued', expiresAt: iso(nowMs + 9 * MINUTE_MS + 41_000) }],
];

const lastOf = (message: Message, over: Partial<NonNullable<Chat['lastMessage']>> = {}): Chat['lastMessage'] => ({
  id: message.id,
  direction: message.direction,
  type: message.type,
  preview: message.body,
  status: message.status,
  timestamp: message.timestamp,
  ...over,
});

/** A shop's inbox at this moment: chats in every state, and one thread with everything in it. */
export const inboxAt = (nowMs: number, userId: string): InboxFixture => {
  const sessions = sessionsAt(nowMs).slice(0, 2) as SessionState[];
  const [sales, care] = sessions as [SessionState, SessionState];
  const huda = story(nowMs)
    .map(([minutes, body], index) => messageOf(sales.sessionId, index + 1, nowMs - minutes * MINUTE_MS, body))
    .reverse();
  const row = (number: number, preview: string, minutes: number, over: Partial<Message> = {}): Partial<Chat> => {
    const message = messageOf(sales.sessionId, 900 + number, nowMs - minutes * MINUTE_MS, {
      type: 'text',
      body: preview,
      ...over,
    });
    return { lastMessage: lastOf(message), updatedAt: message.timestamp };
  };
  const chats = [
    chatOf(sales, HUDA, 'هدى القحطاني', {
      lastMessage: lastOf(huda[0]!),
      updatedAt: huda[0]!.timestamp,
      unreadCount: 2,
      assignedTo: COLLEAGUE.userId,
      handoverUntil: iso(nowMs + 24 * MINUTE_MS + 10_000),
      lastInboundAt: iso(nowMs - 8 * MINUTE_MS),
    }),
    chatOf(care, '966500000031@c.us', 'Sarah Miller', {
      ...row(1, 'Do you ship to Bahrain? And how long does it take?', 7),
      unreadCount: 3,
    }),
    chatOf(sales, '966500000032@c.us', 'محمد العتيبي', { ...row(2, '', 15, { type: 'voice' }), unreadCount: 1 }),
    chatOf(sales, '966500000033@c.us', 'ريم الحربي', {
      ...row(3, 'تم شحن طلبك رقم 1048، يصلك غدًا', 32, OUT),
      assignedTo: userId,
    }),
    chatOf(sales, TEAM, 'فريق الفروع', row(4, 'وصلت بضاعة الشتاء إلى جدة', 50)),
    chatOf(care, '966500000035@c.us', 'علي الشمري', row(5, 'أهلًا علي، طلبك جاهز', 74, { ...OUT, status: 'failed' })),
    chatOf(sales, '966500000091@c.us', null, row(6, 'نفتح من 9 صباحًا إلى 11 مساءً', 101, OUT)),
    chatOf(sales, '966500000037@c.us', 'نوف الجهني', { ...row(7, 'بخصوص الاستبدال', 1_500), isResolved: true }),
    chatOf(
      sales,
      '966500000038@c.us',
      'سعد الدوسري',
      row(8, 'شكرًا لك، نراك قريبًا', 1_600, { ...OUT, status: 'delivered' }),
    ),
    chatOf(sales, QUIET, 'Quiet Corner', row(9, 'Old news', 3_000)),
    chatOf(sales, '966500000040@c.us', 'مؤرشف قديم', { ...row(10, 'منذ زمن', 9_000), isArchived: true }),
  ];
  return {
    sessions,
    chats,
    messages: { [HUDA]: huda, [QUIET]: [] },
    notes: [
      {
        id: `not_${pad(1, 32)}`,
        text: 'تفضّل التوصيل بعد العصر، والفاتورة باسم زوجها.',
        author: { id: COLLEAGUE.userId, name: COLLEAGUE.name },
        createdAt: iso(nowMs - 2 * DAY_MS),
      },
    ] as ChatNote[],
    templates: [
      ['ترحيب', 'hello', 'أهلًا {{name}}، كيف نساعدك اليوم؟'],
      ['Shipping', 'ship', 'Hi {{name}}, your order {{order|ships}} tomorrow.'],
    ].map(([name, shortcut, body], at) => ({
      id: `tpl_${pad(at, 32)}`,
      name: name!,
      shortcut: shortcut!,
      body: body!,
      language: null,
      createdAt: iso(nowMs),
      updatedAt: iso(nowMs),
    })) as Template[],
    contact: {
      id: contactId(76),
      phone: '966500000076',
      lid: null,
      name: 'هدى القحطاني',
      sessionId: sales.sessionId,
      chatId: HUDA,
      isBlocked: false,
      firstSeenAt: '2025-03-12T09:00:00.000Z',
      lastMessageAt: iso(nowMs),
      messageCount: 148,
    } as ContactDetail,
  };
};

/** `count` texts of a long conversation, newest first, three minutes apart. */
export const longThread = (sessionId: SessionState['sessionId'], nowMs: number, count: number): Message[] =>
  Array.from({ length: count }, (_, index) =>
    messageOf(sessionId, 10_000 + count - index, nowMs - (index + 1) * 3 * MINUTE_MS, {
      ...(index % 3 === 0 ? OUT : {}),
      type: 'text',
      chatId: QUIET,
      body: `${index % 2 === 0 ? 'رسالة' : 'Message'} ${count - index}${index % 7 === 0 ? ' — وهذا نص أطول قليلًا حتى تختلف الأسطر في الارتفاع، as it is in life.' : ''}`,
    }),
  );

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
  const PATHS = /\/api\/(sessions|chats|messages|contacts|groups|templates|media|members)(\/|\?|$)/;
  await page.route(PATHS, async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const method = request.method();
    const [, , resource = '', id = '', act = '', sub = ''] = url.pathname.split('/').map(decodeURIComponent);
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
      if (q)
        return route.fulfill(
          list(
            Object.values(state.messages)
              .flat()
              .filter((one) => one.body.includes(q))
              .slice(0, 20),
          ),
        );
      return route.fulfill(pageOf(ofChat, query, list));
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
    void sub;
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

/** Pages of 50, or all at once where a test wants a long list that is already there. */
const pageOf = <T>(all: unknown[], query: URLSearchParams, list: (data: unknown[], next: string | null) => T): T => {
  const size = all.length > 5_000 ? all.length : 50;
  const from = Number(query.get('cursor') ?? 0);
  return list(all.slice(from, from + size), from + size < all.length ? String(from + size) : null);
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
}

/** The product's own socket, but with the sessions of `state`, and with events put in by the test. */
export const mockLive = async (page: Page, state: InboxFixture): Promise<LiveWire> => {
  let send: (frame: object) => void = () => undefined;
  let position = 0;
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    send = (frame) => socket.send(JSON.stringify(frame));
    server.onMessage((raw) => {
      const frame = JSON.parse(String(raw)) as { type: string; seq?: number; upTo?: number; sessions?: unknown };
      position = frame.upTo ?? frame.seq ?? position;
      socket.send(frame.type === 'state' ? JSON.stringify({ ...frame, sessions: state.sessions }) : raw);
    });
  });
  return {
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
