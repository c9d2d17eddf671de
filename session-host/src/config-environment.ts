import { availableParallelism, hostname } from 'node:os';
import * as z from 'zod';
import { FAULT_POINTS } from './faults/fault-point.ts';
import { LOG_LEVELS } from './telemetry/log.ts';

export const DEFAULT_ADMIN_PORT = 9464;
const LOOPBACK = '127.0.0.1';
export const FLEET_KEY_BYTES = 32;

const blank = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    blank,
    schema.nullish().transform((v) => v ?? null),
  );

const origin = (name: string) =>
  z
    .string({ error: `${name} is missing: give the origin, such as https://api.example.com.` })
    .refine(
      (value) => {
        if (!URL.canParse(value)) return false;
        const url = new URL(value);
        const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
        return isWeb && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
      },
      { error: `${name} must be an http or https origin without a path, such as https://api.example.com.` },
    )
    .transform((value) => new URL(value).origin);

const wholeNumber = (name: string, from: number, to: number) => {
  const error = `${name} must be a whole number from ${from} to ${to}.`;
  return z.coerce.number({ error }).refine((n) => Number.isInteger(n) && n >= from && n <= to, { error });
};

const fleetKey = z
  .string()
  .transform((value) => Buffer.from(value.trim(), 'base64'))
  .refine((key) => key.length === FLEET_KEY_BYTES, {
    error: 'WAQTOR_FLEET_KEY must be 32 bytes in base64: make one with `waqtor-host key`.',
  });

/** Every setting of a host, as the environment gives it. One sentence for each that is wrong. */
export const environmentSchema = z
  .object({
    WAQTOR_EDGE_URL: z.preprocess(blank, origin('WAQTOR_EDGE_URL')),
    WAQTOR_HOST_DATA: z.preprocess(
      blank,
      z.string({ error: 'WAQTOR_HOST_DATA is missing: give the folder of the logins and the store.' }),
    ),
    WAQTOR_HOST_VOLUME: optional(z.string()),
    WAQTOR_HOST_REGION: optional(
      z.string().regex(/^[\w.-]{1,40}$/, {
        error: 'WAQTOR_HOST_REGION must have at most 40 letters, digits, dots or dashes, such as riyadh-1.',
      }),
    ),
    WAQTOR_ENGINE: z.preprocess(
      blank,
      z
        .enum(['simulator', 'real', 'memory'], { error: 'WAQTOR_ENGINE must be simulator, real or memory.' })
        .default('simulator'),
    ),
    WAQTOR_SIMULATOR_URL: optional(origin('WAQTOR_SIMULATOR_URL')),
    WAQTOR_CHROMIUM: optional(z.string()),
    WAQTOR_SESSION_CHILD: optional(z.string()),
    WAQTOR_HOST_NAME: z.preprocess(
      blank,
      z
        .string()
        .min(1)
        .max(100, { error: 'WAQTOR_HOST_NAME must have at most 100 characters.' })
        .default(() => hostname().slice(0, 100) || 'host'),
    ),
    WAQTOR_ENROLMENT_CODE: optional(
      z
        .string()
        .min(10, { error: 'WAQTOR_ENROLMENT_CODE is too short: copy the whole code.' })
        .max(100, { error: 'WAQTOR_ENROLMENT_CODE is too long: copy the code alone.' }),
    ),
    WAQTOR_HOST_CAPACITY: z.preprocess(blank, wholeNumber('WAQTOR_HOST_CAPACITY', 0, 1000).default(20)),
    WAQTOR_HOST_START_SLOTS: z.preprocess(
      blank,
      wholeNumber('WAQTOR_HOST_START_SLOTS', 1, 100).default(() => Math.max(1, availableParallelism())),
    ),
    WAQTOR_HOST_ADMIN_PORT: optional(wholeNumber('WAQTOR_HOST_ADMIN_PORT', 0, 65_535)),
    WAQTOR_HOST_ADMIN_HOST: z.preprocess(blank, z.string().default(LOOPBACK)),
    WAQTOR_FLEET_KEY: optional(fleetKey),
    WAQTOR_SESSION_MEMORY_SOFT_MB: optional(wholeNumber('WAQTOR_SESSION_MEMORY_SOFT_MB', 64, 65_536)),
    WAQTOR_SESSION_MEMORY_HARD_MB: optional(wholeNumber('WAQTOR_SESSION_MEMORY_HARD_MB', 64, 65_536)),
    WAQTOR_SESSION_RECYCLE_HOURS: optional(wholeNumber('WAQTOR_SESSION_RECYCLE_HOURS', 1, 8760)),
    WAQTOR_LOG_LEVEL: z.preprocess(
      blank,
      z.enum(LOG_LEVELS, { error: 'WAQTOR_LOG_LEVEL must be debug, info, warn or error.' }).default('info'),
    ),
    WAQTOR_FAULT_POINT: optional(
      z.enum(FAULT_POINTS, { error: `WAQTOR_FAULT_POINT must be one of ${FAULT_POINTS.join(', ')}.` }),
    ),
  })
  .superRefine((env, context) => {
    const wrong = (message: string) => context.addIssue({ code: 'custom', message });
    const { WAQTOR_SESSION_MEMORY_SOFT_MB: soft, WAQTOR_SESSION_MEMORY_HARD_MB: hard } = env;
    if (soft !== null && hard !== null && soft > hard)
      wrong('WAQTOR_SESSION_MEMORY_SOFT_MB must not be above WAQTOR_SESSION_MEMORY_HARD_MB.');
    if (env.WAQTOR_ENGINE !== 'real' && env.WAQTOR_SIMULATOR_URL === null)
      wrong('WAQTOR_SIMULATOR_URL is missing: only WAQTOR_ENGINE=real works without the simulator.');
    if (env.WAQTOR_ENGINE !== 'real') return;
    // A demo must never look like real delivery, and a real account must never be driven with a test's flags.
    if (env.WAQTOR_SIMULATOR_URL !== null) wrong('WAQTOR_SIMULATOR_URL cannot be combined with WAQTOR_ENGINE=real.');
    if (env.WAQTOR_FAULT_POINT !== null) wrong('WAQTOR_FAULT_POINT cannot be combined with WAQTOR_ENGINE=real.');
  });
