// A stub of waqtor-api for looking at the dashboard without the edge: fixtures only, used by nothing in the product.
// `node web/dev/serve.mjs` starts it behind the built Worker. POST /dev/<name> pushes a change (see CONTROL).
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const now = () => new Date().toISOString();
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const SES = 'ses_01HZX3V8K2M4N6P8Q0R2S4T6V8';
const LOG = 'log_01HZX3V8K2M4N6P8Q0R2S4T6V8';
const CAPABILITIES = {
  engine: 'wwebjs',
  isSimulated: true,
  send: ['text'],
  sendWithOwnId: ['text'],
  pairingCode: true,
  history: true,
};
const NO_CODE = { qr: null, qrAttempt: null, qrMaxAttempts: null, qrExpiresAt: null };

const user = {
  id: 'usr_noura',
  name: 'نورة السالم',
  email: 'noura@oasis.example',
  role: 'owner',
  workspace: { id: 'wsp_01HZX3V8K2M4N6P8Q0R2S4T6V8', name: 'متجر الواحة' },
  deployment: { isSimulated: true, virtualPhoneUrl: 'http://127.0.0.1:9/phone', version: '0.1.0' },
};
let session = {
  sessionId: SES,
  name: 'المبيعات',
  isDefault: true,
  desired: 'running',
  status: 'ready',
  since: ago(14 * 1440),
  reason: null,
  ...NO_CODE,
  clientInfo: { platform: 'android', phoneNumber: '966500000012', name: 'متجر الواحة' },
  hostId: 'hst_01HZX3V8K2M4N6P8Q0R2S4T6V8',
  capabilities: CAPABILITIES,
  stats: { sent: 1284, received: 893, failed: 9, queued: 0, sentToday: 86, receivedToday: 58 },
};
const contact = (phone, name) => ({ id: `con_${phone.padStart(20, '0')}`, phone, lid: null, name });
let nextId = 1;
const message = (phone, name, direction, body, minutes, extra = {}) => ({
  id: `msg_${String(nextId++).padStart(32, 'a')}`,
  waMessageId: null,
  sessionId: SES,
  chatId: `${phone}@c.us`,
  direction,
  from: direction === 'inbound' ? `${phone}@c.us` : '966500000012@c.us',
  to: direction === 'inbound' ? '966500000012@c.us' : `${phone}@c.us`,
  author: null,
  contact: contact(phone, name),
  type: 'text',
  body,
  status: direction === 'inbound' ? 'received' : 'read',
  failure: null,
  media: null,
  quotedMessageId: null,
  interactive: null,
  renderedAs: null,
  timestamp: ago(minutes),
  backfilled: false,
  ...extra,
});
const H = ['966500000076', 'هدى القحطاني'];
const messages = [
  message(...H, 'inbound', 'مرحبا، هل وصل طلبي؟', 1500),
  message(...H, 'outbound', 'نعم، يصلك غدًا بعد العصر.', 1490, { status: 'read' }),
  message(...H, 'inbound', 'السلام عليكم، هل العباية الكحلية مقاس 56 متوفرة؟', 40),
  message(...H, 'outbound', 'وعليكم السلام، نعم متوفرة. السعر 320 ريالًا والتوصيل مجاني داخل الرياض.', 39),
  message(...H, 'inbound', 'هذه التي رأيتها عندكم', 36, {
    type: 'image',
    media: { id: 'med_0000000001', mimetype: 'image/svg+xml', filename: null, sizeBytes: 4000, state: 'ready' },
  }),
  message(...H, 'outbound', 'نعم هي نفسها، وبقيت قطعتان. أحجز لكِ واحدة؟', 30, { status: 'delivered' }),
  message(...H, 'inbound', 'Yes please! Can you send the invoice to my husband in English?', 25),
  message(...H, 'outbound', 'Here is invoice 1052. Delivery is booked for Saturday, 4–6 pm.', 20, {
    type: 'document',
    status: 'delivered',
    media: {
      id: 'med_0000000002',
      mimetype: 'application/pdf',
      filename: 'invoice-1052.pdf',
      sizeBytes: 186_368,
      state: 'ready',
    },
  }),
  message(...H, 'outbound', 'وهذا موقع الفرع إن أحببتِ الاستلام بنفسك.', 19, {
    status: 'failed',
    failure: { code: 'session_not_linked' },
  }),
  message(...H, 'outbound', 'أحجزها لك حتى السبت.', 3, { status: 'sent' }),
  message('966500000077', 'Sarah Miller', 'inbound', 'Do you ship to Bahrain? And how long does it take to arrive?', 6),
  message('966500000078', 'محمد العتيبي', 'inbound', '', 12, { type: 'voice' }),
  message('966500000079', 'ريم الحربي', 'outbound', 'تم شحن طلبك رقم 1048، يصلك غدًا', 30),
  message('966500000080', 'علي الشمري', 'outbound', 'مرحبا علي', 90, {
    status: 'failed',
    failure: { code: 'number_not_on_whatsapp' },
  }),
  message('966500000091', null, 'inbound', 'كم سعر التوصيل؟', 120),
  message('966500000092', 'Omar Khan', 'inbound', '', 1600, { type: 'image' }),
];
const unread = { '966500000077@c.us': 3, '966500000078@c.us': 1 };
const chatOf = (chatId) => {
  const last = messages.filter((one) => one.chatId === chatId).at(-1);
  return {
    sessionId: SES,
    chatId,
    name: last.contact.name,
    contact: last.contact,
    isGroup: false,
    unreadCount: unread[chatId] ?? 0,
    lastMessage: {
      id: last.id,
      direction: last.direction,
      type: last.type,
      preview: last.body,
      status: last.status,
      timestamp: last.timestamp,
    },
    updatedAt: last.timestamp,
  };
};
const chats = () =>
  [...new Set(messages.map((one) => one.chatId))].map(chatOf).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));

let seq = 0;
const log = [];
const sockets = new Set();
let mode = 'normal';
const emit = (type, data, isKept = true) => {
  const event = {
    id: `evt_${String(Math.random()).slice(2).padEnd(20, '0')}`,
    ...(isKept ? { logId: LOG, seq: ++seq } : {}),
    type,
    version: 1,
    timestamp: now(),
    sessionId: SES,
    data,
  };
  if (isKept) log.push(event);
  for (const socket of sockets) {
    socket.send(JSON.stringify({ type: 'events', events: [event], prev: socket.at, upTo: seq }));
    socket.at = seq;
  }
};
const setStatus = (status, reason, extra = {}) => {
  session = {
    ...session,
    ...(status === 'qr' ? {} : NO_CODE),
    status,
    since: now(),
    reason: reason ? { code: reason, message: '' } : null,
    ...extra,
  };
  emit('session.status', {
    status,
    desired: session.desired,
    reason: reason ?? null,
    since: session.since,
    clientInfo: session.clientInfo,
  });
};
const setCode = (attempt, lifeMs) => {
  const data = {
    qr: `2@${'Ab9+'.repeat(40)}${attempt},${Math.random()}`,
    attempt,
    maxAttempts: 6,
    expiresAt: new Date(Date.now() + lifeMs).toISOString(),
  };
  session = { ...session, qr: data.qr, qrAttempt: attempt, qrMaxAttempts: 6, qrExpiresAt: data.expiresAt };
  emit('session.qr', data, false);
};
setStatus('ready', null, { since: ago(14 * 1440) });
for (const one of messages.slice(-6))
  emit(
    one.direction === 'inbound' ? 'message.received' : 'message.sent',
    one.direction === 'inbound'
      ? one
      : {
          messageId: one.id,
          waMessageId: null,
          chatId: one.chatId,
          to: one.to,
          status: 'sent',
          timestamp: one.timestamp,
        },
  );

/** What `POST /dev/<name>` does. */
const CONTROL = {
  ready: () =>
    setStatus('ready', null, { clientInfo: { platform: 'android', phoneNumber: '966500000012', name: 'متجر الواحة' } }),
  qr: () => {
    setStatus('qr', null, { clientInfo: null });
    setCode(3, 20_000);
  },
  'qr-next': () => setCode(4, 20_000),
  'qr-stale': () => {
    setStatus('qr', null, { clientInfo: null });
    setCode(3, 1);
  },
  'qr-expired': () => setStatus('stopped', 'qr_expired', { clientInfo: null }),
  disconnected: () => setStatus('disconnected', 'network'),
  connecting: () => setStatus('connecting', null),
  stats: () => {
    session.stats = { ...session.stats, sent: session.stats.sent + 1 };
    emit('session.stats', session.stats, false);
  },
  incoming: () => {
    const one = message(...H, 'inbound', 'ممتاز، شكرًا!', 0);
    messages.push(one);
    emit('message.received', one);
    emit('inbox.updated', chatOf(one.chatId), false);
  },
  drop: () => {
    for (const socket of sockets) socket.terminate();
  },
  empty: () => {
    mode = 'empty';
  },
  error: () => {
    mode = 'error';
  },
  slow: () => {
    mode = 'slow';
  },
  normal: () => {
    mode = 'normal';
  },
  offline: () => {
    mode = 'offline';
    CONTROL.drop();
  },
};

const send = (response, status, body, headers = {}) => {
  response.writeHead(status, {
    'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
    ...headers,
  });
  response.end(body === null ? '' : JSON.stringify(body));
};
const problem = (response, status, code, headers) =>
  send(
    response,
    status,
    {
      type: `https://waqtor.dev/problems/${code}`,
      title: code === 'invalid_credentials' ? 'Wrong.' : 'The service cannot answer now.',
      status,
      detail: 'Try again.',
      instance: '/',
      code,
      requestId: 'req_01HZX3V8K2M4N6P8',
    },
    headers,
  );
const page = (data) => ({ data, nextCursor: null, hasMore: false });
const read = (request) =>
  new Promise((resolve) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => resolve(body ? JSON.parse(body) : {}));
  });

const sendMessage = (response, body, extra) => {
  const phone = body.chatId.split('@')[0];
  const known = messages.find((one) => one.chatId === body.chatId);
  const one = message(phone, known?.contact.name ?? null, 'outbound', body.text ?? body.caption ?? '', 0, {
    status: 'queued',
    ...extra,
  });
  messages.push(one);
  emit('message.accepted', { ...one });
  const step = (status, type, delay) =>
    setTimeout(() => {
      one.status = status;
      emit(type, { messageId: one.id, waMessageId: null, chatId: one.chatId, to: one.to, status, timestamp: now() });
      emit('inbox.updated', chatOf(one.chatId), false);
    }, delay);
  step('sent', 'message.sent', 700);
  step('delivered', 'message.delivered', 1500);
  step('read', 'message.read', 2300);
  setTimeout(
    () => send(response, 200, { messageId: one.id, waMessageId: null, status: 'sent', timestamp: now() }),
    800,
  );
};

const handle = async (request, response) => {
  const url = new URL(request.url, 'http://stub');
  const { pathname } = url;
  if (pathname.startsWith('/dev/')) {
    CONTROL[pathname.slice(5)]?.();
    return send(response, 200, { ok: pathname.slice(5) in CONTROL });
  }
  if (pathname === '/api/auth/sign-in/email') {
    const { password } = await read(request);
    if (password === 'limited') return problem(response, 429, 'rate_limited', { 'retry-after': '30' });
    if (password !== 'correct-horse') return problem(response, 401, 'invalid_credentials');
    return send(response, 200, { user }, { 'set-cookie': 'waqtor.session_token=stub; Path=/; HttpOnly; SameSite=Lax' });
  }
  if (!(request.headers.cookie ?? '').includes('session_token=')) return problem(response, 401, 'unauthorized');
  if (pathname === '/api/auth/sign-out')
    return send(response, 200, { success: true }, { 'set-cookie': 'waqtor.session_token=; Path=/; Max-Age=0' });
  if (pathname === '/api/user') return send(response, 200, user);
  if (pathname === '/api/ws/ticket')
    return mode === 'offline'
      ? problem(response, 503, 'unavailable')
      : send(response, 200, { ticket: 'stub', expiresAt: now() });
  if (pathname === '/api/session/state') return send(response, 200, session);
  if (mode === 'error') return problem(response, 503, 'unavailable');
  if (mode === 'slow') return;
  const control = /^\/api\/sessions\/[^/]+\/(\w+)$/.exec(pathname)?.[1];
  if (control) {
    setStatus(
      control === 'logout' || control === 'stop' ? 'stopped' : 'starting',
      control === 'logout' ? 'logged_out' : null,
      control === 'logout' ? { clientInfo: null } : {},
    );
    return send(response, 202, session);
  }
  if (pathname === '/api/chats') return send(response, 200, page(mode === 'empty' ? [] : chats()));
  if (pathname.endsWith('/mark-seen')) {
    delete unread[decodeURIComponent(pathname.split('/')[3])];
    return send(response, 204, null);
  }
  if (pathname === '/api/messages')
    return send(response, 200, page(messages.filter((one) => one.chatId === url.searchParams.get('chatId')).reverse()));
  if (pathname === '/api/messages/send-text') return sendMessage(response, await read(request), {});
  if (pathname === '/api/messages/send-media') {
    const body = await read(request);
    return sendMessage(response, body, {
      type: body.type,
      media: {
        id: 'med_0000000001',
        mimetype: 'image/svg+xml',
        filename: body.filename ?? null,
        sizeBytes: 4000,
        state: 'ready',
      },
    });
  }
  if (pathname === '/api/events')
    return send(response, 200, {
      data:
        mode === 'empty'
          ? []
          : log
              .filter((event) => event.seq > Number(url.searchParams.get('after')))
              .slice(0, Number(url.searchParams.get('limit'))),
      lastSeq: seq,
      gap: null,
    });
  if (pathname.startsWith('/api/media/')) {
    response.writeHead(200, { 'content-type': 'image/svg+xml' });
    return response.end(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 252 150"><rect width="252" height="150" fill="#e9dfd0"/><rect y="112" width="252" height="38" fill="#d8c9b2"/><path d="M102 36c-12 5-19 12-22 26l-8 34 14 4 8-28-6 60c25 9 51 9 76 0l-6-60 8 28 14-4-8-34c-3-14-10-21-22-26-6 8-42 8-48 0z" fill="#1f2f4f"/></svg>',
    );
  }
  return problem(response, 404, 'not_found');
};

export const startStub = () =>
  new Promise((resolve) => {
    const server = createServer((request, response) => void handle(request, response));
    const hub = new WebSocketServer({ server, path: '/ws', handleProtocols: () => 'waqtor.v1' });
    hub.on('connection', (socket) => {
      socket.at = seq;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.send(
        JSON.stringify({
          type: 'welcome',
          connectionId: 'cnx_01HZX3V8K2M4N6P8Q0R2S4T6V8',
          serverTime: now(),
          logId: LOG,
          seq,
        }),
      );
      socket.send(JSON.stringify({ type: 'state', sessions: [session], unreadNotifications: 0, seq }));
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data));
        if (frame.type === 'ping') setTimeout(() => socket.send('{"type":"pong"}'), 38);
        if (frame.type === 'subscribe') socket.send(JSON.stringify({ type: 'subscribed', topics: frame.topics }));
        if (frame.type === 'subscribe' && frame.since !== undefined) {
          socket.send(
            JSON.stringify({
              type: 'events',
              events: log.filter((event) => event.seq > frame.since),
              prev: frame.since,
              upTo: seq,
            }),
          );
          socket.at = seq;
        }
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
