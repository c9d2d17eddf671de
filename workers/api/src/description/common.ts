import { SESSION_COOKIE } from '../auth/auth.ts';

const text = { type: 'string' } as const;

export const SECURITY_SCHEMES = {
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description:
      'A key of a workspace: `wq_live_…`, or `wq_test_…` on the simulator. It disables the cookie beside it.',
  },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same key as `Authorization: Bearer`.' },
  login: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE.replace('=', ''),
    description: 'The login of a person. Unsafe methods must come from the dashboard’s own origin.',
  },
};

/** Headers of answers, described once. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Of this request; name it when you ask us about it.',
    schema: text,
    example: 'req_01HZX3V8K2M4N6P8Q0R2S4T6V8',
  },
  RateLimit: {
    description: 'What is left of each limit (`r`) and the seconds until more is given (`t`).',
    schema: text,
    example: '"key";r=98;t=1',
  },
  'RateLimit-Policy': {
    description: 'The limits that hold: requests (`q`) in a window of seconds (`w`).',
    schema: text,
    example: '"key";q=100;w=60',
  },
  'Retry-After': {
    description: 'Seconds to wait before the same request is worth repeating.',
    schema: { type: 'integer', minimum: 0 },
    example: 1,
  },
  ETag: { description: 'The version that was read; send it back in `If-Match`.', schema: text, example: '"5f2b1c"' },
  Location: {
    description: 'Path of what was made.',
    schema: text,
    example: '/api/webhooks/whk_01HZX3V8K2M4N6P8Q0R2S4T6V8',
  },
  'WWW-Authenticate': { description: 'How to authenticate.', schema: text, example: 'Bearer realm="waqtor"' },
};
export type HeaderName = keyof typeof HEADERS;

export const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes the request safe to repeat: within 24 hours the same key and body give the first answer again, another body is refused.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    example: 'order-4711-confirmation',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag that was read: the change is refused when somebody else was faster.',
    schema: text,
    example: '"5f2b1c"',
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: 'Language of texts for people: `ar` or `en`.',
    schema: text,
    example: 'ar',
  },
};

/** What a parameter of this name means everywhere; a route that means something else says so with `.describe()`. */
export const PARAMETER_WORDS: Readonly<Record<string, string>> = {
  id: 'Id of the resource.',
  deliveryId: 'Id of the delivery, `dlv_…`.',
  noteId: 'Id of the note, `not_…`.',
  q: 'Words or parts of them; Arabic letters and digits are folded.',
  filter: 'Only these.',
  chatId: 'Chat id, or a phone number with its country code.',
  userId: 'Id of the person.',
  sessionId: 'Session; left out: the default session of the workspace.',
  limit: 'How many at most.',
  cursor: '`nextCursor` of the page before, unchanged.',
  after: 'Position in the log after which to begin.',
  types: 'Event types or families, apart by commas.',
  since: 'Not older than this.',
  until: 'Older than this.',
  event: 'Only of this event type or alias.',
  type: 'Only of this type.',
  from: 'Not older than this.',
  to: 'Older than this.',
  state: 'Only those in this state.',
  status: 'Only those in this status.',
  direction: 'Only those of this direction.',
  origin: 'Only what was sent from there.',
  name: 'Name of the resource.',
  gate: 'Name of the gate.',
  loginId: 'Id of the login, `lgn_…`.',
  invitationId: 'Id of the invitation, `inv_…`.',
  token: 'From the link in the e-mail.',
  actor: 'Only what this person or key did.',
  action: 'Only acts of this kind.',
  targetId: 'Only acts on the resource with this id.',
  outcome: 'Only acts with this outcome.',
  format: 'Form of the file.',
  size: 'Pixels a side.',
  hours: 'How far back the snapshots go.',
};
