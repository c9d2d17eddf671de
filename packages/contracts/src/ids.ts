import * as z from 'zod';

/** What each id prefix stands for. An id is `<prefix>_<body>`; the body is opaque to clients. */
export const ID_PREFIXES = {
  wsp: 'workspace',
  usr: 'user',
  key: 'API key',
  ses: 'session',
  hst: 'session host',
  msg: 'message',
  med: 'media',
  con: 'contact',
  whk: 'webhook endpoint',
  dlv: 'webhook delivery',
  evt: 'event',
  cmd: 'command',
  req: 'request',
  log: 'event log',
  cnx: 'hub connection',
  sto: 'host store',
  vol: 'folder of logins',
  lgn: 'login of a person',
  inv: 'invitation',
  aud: 'audit row',
  cod: 'access code',
  mai: 'e-mail',
  ntf: 'notification',
  not: 'note on a chat',
  tpl: 'template',
  cmp: 'campaign',
  rul: 'rule',
} as const;

export type IdPrefix = keyof typeof ID_PREFIXES;

/** Ids as they travel: prefix, underscore, 10–64 characters of `[0-9A-Za-z]`. */
export const idSchema = (prefix: IdPrefix) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9A-Za-z]{10,64}$`), `must be an id of the form ${prefix}_…`);

/** `<digits>@c.us`, `<digits>@g.us` (older groups carry a dash), `<digits>@lid`, or `status@broadcast`. */
export const chatIdSchema = z
  .string()
  .regex(
    /^(\d{5,20}@(c\.us|lid)|\d{5,20}(-\d{5,20})?@g\.us|status@broadcast)$/,
    'must be a chat id such as 966500000000@c.us or 120363000000000000@g.us',
  );

/** ISO 8601 UTC with milliseconds. */
export const timestampSchema = z.iso.datetime({ precision: 3 });
