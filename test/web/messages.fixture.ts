import type {
  Chat,
  ChatNote,
  ContactDetail,
  Message,
  MessageOrigin,
  SessionState,
  Template,
} from '../../packages/contracts/src/index.ts';
import { sessionsAt } from './sessions.fixture.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const iso = (ms: number): string => new Date(ms).toISOString();
export const pad = (number: number, width: number): string => String(number).padStart(width, '0');
const contactId = (number: number): Chat['lastMessage'] extends infer _ ? `con_${string}` : never =>
  `con_${pad(number, 32)}`;
export const messageId = (number: number): Message['id'] => `msg_${pad(number, 32)}`;
export const mediaId = (number: number): `med_${string}` => `med_${pad(number, 32)}`;

/** Colleagues of the chats that somebody looks after. */
export const COLLEAGUE = { userId: 'usr_colleague', name: 'خالد الزهراني' };
/** A key that writes too. */
export const SHOP_KEY = { id: `key_${pad(1, 26)}`, name: 'متجر سلة' };
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
export const messageOf = (sessionId: SessionState['sessionId'], number: number, atMs: number, body: Body): Message => ({
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
const by = (kind: MessageOrigin['kind'], id: string | null = null) => ({ ...OUT, origin: { kind, id } });

/** One message of every kind and state, oldest first, minutes before now. */
const story = (nowMs: number, userId: string): [number, Body][] => [
  [DAY_MS / MINUTE_MS + 30, { type: 'text', body: 'السلام عليكم، هل العباية الكحلية مقاس 56 متوفرة؟' }],
  [
    DAY_MS / MINUTE_MS + 28,
    {
      ...by('bot'),
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
  [
    196,
    {
      ...by('dashboard', COLLEAGUE.userId),
      type: 'text',
      body: 'نعم هي نفسها، وبقيت قطعتان. أحجز لكِ واحدة؟',
      quotedMessageId: messageId(3),
    },
  ],
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
      body: '*كيف نرسل الفاتورة؟*\n1. بالبريد\n2. هنا',
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
  [
    140,
    {
      type: 'text',
      body: '> كم سعر ABAYA-56؟\nالسعر *320 ريالًا*، _التوصيل_ ~25~ مجاني، الرمز `ABAYA-56`\n- قياس *56* متوفر\n- Size _58_ is on its way\nhttps://example.com/abaya',
      isForwarded: true,
    },
  ],
  [
    130,
    {
      ...by('phone'),
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
      ...by('api', SHOP_KEY.id),
      type: 'document',
      status: 'delivered',
      body: 'Here is invoice 1052. Delivery is booked for Saturday, 4–6 pm.',
      media: media(6, 'application/pdf', 'invoice-1052.pdf', 186_368),
    },
  ],
  [
    5,
    {
      ...by('dashboard', userId),
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
  origin: message.origin ?? null,
  timestamp: message.timestamp,
  ...over,
});

/** A shop's inbox at this moment: chats in every state, and one thread with everything in it. */
export const inboxAt = (nowMs: number, userId: string): InboxFixture => {
  const sessions = sessionsAt(nowMs).slice(0, 2) as SessionState[];
  const [sales, care] = sessions as [SessionState, SessionState];
  const huda = story(nowMs, userId)
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
    chatOf(sales, '966500000091@c.us', null, row(6, 'نفتح من 9 صباحًا إلى 11 مساءً', 101, by('bot'))),
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
