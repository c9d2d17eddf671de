import { parseNetwork } from '@waqtor/core/ip-allow/network';
import { ownPortsOf } from '@waqtor/core/outbound/own-ports';
import type { OutboundSettings } from '@waqtor/core/outbound/resolver-of-settings';
import type { RatePolicy } from '@waqtor/core/rate-limit/window';
import * as z from 'zod';
import { DEFAULT_LIMITS, policiesOf } from './middleware/rate-limit/policies.ts';

/** Bindings and variables of waqtor-api (wrangler.toml, top level). Objects are reached through `objects.ts` alone. */
export interface ApiEnv {
  DB: D1Database;
  MEDIA: R2Bucket;
  AUDIT_LOG: DurableObjectNamespace;
  CLIENT_HUB: DurableObjectNamespace;
  HUB_RELAY: DurableObjectNamespace;
  SESSION_ROOM: DurableObjectNamespace;
  WEBHOOK_ENDPOINT: DurableObjectNamespace;
  HOST_FLEET: DurableObjectNamespace;
  WAQTOR_AUTH_SECRET?: string;
  WAQTOR_DATA_KEY?: string;
  WAQTOR_BOOTSTRAP_SECRET?: string;
  WAQTOR_MODE?: string;
  WAQTOR_PUBLIC_URL?: string;
  WAQTOR_VIRTUAL_PHONE_URL?: string;
  WAQTOR_ENVIRONMENT?: string;
  WAQTOR_WEBHOOK_LOOPBACK?: string;
  WAQTOR_OUTBOUND_DOH_URL?: string;
  WAQTOR_OWN_HOSTS?: string;
  WAQTOR_OWN_PORTS?: string;
  WAQTOR_SIGN_UP?: string;
  WAQTOR_LIMIT_ADDRESS_PER_MINUTE?: string;
  WAQTOR_LIMIT_KEY_PER_MINUTE?: string;
  WAQTOR_QUOTA_REQUESTS_PER_DAY?: string;
  WAQTOR_CORS_ORIGINS?: string;
  WAQTOR_SOCKET_NETWORKS?: string;
  WAQTOR_NOTIFICATIONS_KEPT_DAYS?: string;
  WAQTOR_MAIL_URL?: string;
  WAQTOR_MAIL_TOKEN?: string;
}

/** N-4. */
const DEFAULT_NOTIFICATIONS_KEPT_DAYS = 30;
const DATA_KEY_BYTES = 32;
const isDataKey = (text: string): boolean => {
  try {
    return atob(text).length === DATA_KEY_BYTES;
  } catch {
    // atob throws on anything that is not base64, which is the answer.
    return false;
  }
};

/** `VAR=` in a file of variables means the same as no line. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const countSetting = optional(
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1 to 999999999')
    .transform(Number),
);

const listOf = (text: string): string[] => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));

const isExactOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
const originList = z
  .string()
  .transform(listOf)
  .refine((origins) => origins.every(isExactOrigin), 'must be origins such as https://app.example.com, with commas');
const hostList = z
  .string()
  .transform((text) => listOf(text.toLowerCase()))
  .refine(
    (hosts) => hosts.every((host) => /^[a-z\d.-]+$/.test(host)),
    'must be names such as waqtor.example, with commas',
  );
/** At least one: a list of nothing but commas would let everybody in where somebody meant to close. */
const networkList = z
  .string()
  .transform(listOf)
  .refine(
    (networks) => networks.length > 0 && networks.every((network) => parseNetwork(network) !== null),
    'must be addresses or networks such as 203.0.113.0/24, with commas',
  );

const settingsSchema = z
  .object({
    WAQTOR_AUTH_SECRET: z.string('is missing').min(32, 'needs at least 32 characters'),
    WAQTOR_DATA_KEY: z.string('is missing').refine(isDataKey, 'must be 32 bytes in base64'),
    WAQTOR_BOOTSTRAP_SECRET: optional(z.string().min(16, 'needs at least 16 characters')),
    WAQTOR_MODE: z.enum(['simulator', 'live'], 'must be simulator or live'),
    WAQTOR_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
    WAQTOR_VIRTUAL_PHONE_URL: optional(z.url({ protocol: /^https?$/, error: 'must be an http or https address' })),
    WAQTOR_ENVIRONMENT: z.enum(['local', 'production'], 'must be local or production'),
    WAQTOR_WEBHOOK_LOOPBACK: optional(z.enum(['allow', 'deny'], 'must be allow or deny')),
    // Not `optional`: empty says that names are not looked up at all.
    WAQTOR_OUTBOUND_DOH_URL: z
      .union([z.literal(''), z.url({ protocol: /^https?$/ })], 'must be an http or https address, or empty')
      .optional(),
    WAQTOR_OWN_HOSTS: optional(hostList),
    WAQTOR_OWN_PORTS: optional(z.string()),
    WAQTOR_SIGN_UP: optional(z.enum(['open', 'invitation'], 'must be open or invitation')),
    WAQTOR_LIMIT_ADDRESS_PER_MINUTE: countSetting,
    WAQTOR_LIMIT_KEY_PER_MINUTE: countSetting,
    WAQTOR_QUOTA_REQUESTS_PER_DAY: countSetting,
    WAQTOR_NOTIFICATIONS_KEPT_DAYS: countSetting,
    WAQTOR_CORS_ORIGINS: optional(originList),
    WAQTOR_SOCKET_NETWORKS: optional(networkList),
    WAQTOR_MAIL_URL: optional(z.url({ protocol: /^https?$/, error: 'must be an http or https address' })),
    WAQTOR_MAIL_TOKEN: optional(z.string().min(16, 'needs at least 16 characters')),
  })
  .refine((env) => env.WAQTOR_MAIL_URL === undefined || env.WAQTOR_MAIL_TOKEN !== undefined, {
    path: ['WAQTOR_MAIL_TOKEN'],
    error: 'is missing beside WAQTOR_MAIL_URL',
  })
  .refine((env) => env.WAQTOR_ENVIRONMENT === 'local' || !env.WAQTOR_MAIL_URL?.startsWith('http:'), {
    path: ['WAQTOR_MAIL_URL'],
    error: 'must be an https address in production',
  })
  .refine((env) => env.WAQTOR_ENVIRONMENT === 'local' || env.WAQTOR_WEBHOOK_LOOPBACK !== 'allow', {
    path: ['WAQTOR_WEBHOOK_LOOPBACK'],
    error: 'cannot be allow in production',
  });

export interface Settings {
  authSecret: string;
  dataKey: string;
  /** Null: there is no bootstrap route. */
  bootstrapSecret: string | null;
  isSimulated: boolean;
  isProduction: boolean;
  /** Without a trailing slash. */
  publicUrl: string;
  virtualPhoneUrl: string | null;
  isWebhookLoopbackAllowed: boolean;
  /** How names of addresses that somebody else wrote are looked up (W-9). */
  outbound: OutboundSettings;
  /** Names of this deployment, where none of its own requests may lead (W-9). */
  ownHosts: readonly string[];
  /** Ports of its parts, which stay closed where loopback is open. */
  ownPorts: readonly number[];
  /** False: new accounts come by invitation alone. */
  isSignUpOpen: boolean;
  /** what a network, a key or login, and a workspace may ask for. */
  policies: Record<'address' | 'key' | 'workspace', RatePolicy>;
  /** N-4: notifications that are older are deleted. */
  notificationsKeptDays: number;
  /** Sites whose scripts may read answers and open sockets, besides our own. */
  corsOrigins: ReadonlySet<string>;
  /** H-3: addresses and networks that sockets may come from; empty: any. */
  socketNetworks: readonly string[];
  /** Where mails are handed over; null: nowhere (`mail/mailer.ts`). */
  mail: { url: string; token: string } | null;
}

/** The deployment is not configured; the message is one sentence for the operator and names no value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const read = (env: ApiEnv): Settings => {
  const parsed = settingsSchema.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    throw new ConfigurationError(`waqtor-api is not configured: ${faults.join('; ')}.`);
  }
  const data = parsed.data;
  return {
    authSecret: data.WAQTOR_AUTH_SECRET,
    dataKey: data.WAQTOR_DATA_KEY,
    bootstrapSecret: data.WAQTOR_BOOTSTRAP_SECRET ?? null,
    isSimulated: data.WAQTOR_MODE === 'simulator',
    isProduction: data.WAQTOR_ENVIRONMENT === 'production',
    publicUrl: data.WAQTOR_PUBLIC_URL.replace(/\/+$/, ''),
    virtualPhoneUrl: data.WAQTOR_VIRTUAL_PHONE_URL ?? null,
    outbound: {
      WAQTOR_ENVIRONMENT: data.WAQTOR_ENVIRONMENT,
      ...(data.WAQTOR_OUTBOUND_DOH_URL === undefined ? {} : { WAQTOR_OUTBOUND_DOH_URL: data.WAQTOR_OUTBOUND_DOH_URL }),
    },
    ownHosts: [new URL(data.WAQTOR_PUBLIC_URL).hostname, ...(data.WAQTOR_OWN_HOSTS ?? [])],
    ownPorts: ownPortsOf(`${data.WAQTOR_PUBLIC_URL},${data.WAQTOR_OWN_PORTS ?? ''}`),
    isWebhookLoopbackAllowed: data.WAQTOR_WEBHOOK_LOOPBACK === 'allow',
    isSignUpOpen: (data.WAQTOR_SIGN_UP ?? 'open') === 'open',
    policies: policiesOf({
      addressPerMinute: data.WAQTOR_LIMIT_ADDRESS_PER_MINUTE ?? DEFAULT_LIMITS.addressPerMinute,
      keyPerMinute: data.WAQTOR_LIMIT_KEY_PER_MINUTE ?? DEFAULT_LIMITS.keyPerMinute,
      workspacePerDay: data.WAQTOR_QUOTA_REQUESTS_PER_DAY ?? DEFAULT_LIMITS.workspacePerDay,
    }),
    notificationsKeptDays: data.WAQTOR_NOTIFICATIONS_KEPT_DAYS ?? DEFAULT_NOTIFICATIONS_KEPT_DAYS,
    corsOrigins: new Set(data.WAQTOR_CORS_ORIGINS ?? []),
    socketNetworks: data.WAQTOR_SOCKET_NETWORKS ?? [],
    mail:
      data.WAQTOR_MAIL_URL === undefined || data.WAQTOR_MAIL_TOKEN === undefined
        ? null
        : { url: data.WAQTOR_MAIL_URL, token: data.WAQTOR_MAIL_TOKEN },
  };
};

const settingsByEnv = new WeakMap<ApiEnv, Settings>();

/** Validated on first use; throws `ConfigurationError` until every variable is right. */
export const settingsOf = (env: ApiEnv): Settings => {
  const known = settingsByEnv.get(env);
  if (known) return known;
  const settings = read(env);
  settingsByEnv.set(env, settings);
  return settings;
};
