import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import * as z from 'zod';
import { FAULT_POINTS } from './faults/fault-point.ts';
import { LOG_LEVELS } from './telemetry/log.ts';

/** The operator must change something; the message is one sentence for people. Exit code 2. */
export class ConfigError extends Error {
  constructor(sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.name = 'ConfigError';
  }
}

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

const blank = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    blank,
    schema.nullish().transform((v) => v ?? null),
  );

const environment = z
  .object({
    WAQTOR_EDGE_URL: z.preprocess(blank, origin('WAQTOR_EDGE_URL')),
    WAQTOR_HOST_DATA: z.preprocess(
      blank,
      z.string({ error: 'WAQTOR_HOST_DATA is missing: give the folder of the logins and the store.' }),
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
    WAQTOR_HOST_CAPACITY: z.preprocess(
      blank,
      z.coerce
        .number({ error: 'WAQTOR_HOST_CAPACITY must be a whole number from 0 to 1000.' })
        .refine((n) => Number.isInteger(n) && n >= 0 && n <= 1000, {
          error: 'WAQTOR_HOST_CAPACITY must be a whole number from 0 to 1000.',
        })
        .default(20),
    ),
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
    if (env.WAQTOR_ENGINE !== 'real' && env.WAQTOR_SIMULATOR_URL === null)
      wrong('WAQTOR_SIMULATOR_URL is missing: only WAQTOR_ENGINE=real works without the simulator.');
    if (env.WAQTOR_ENGINE !== 'real') return;
    // A demo must never look like real delivery, and a real account must never be driven with a test's flags.
    if (env.WAQTOR_SIMULATOR_URL !== null) wrong('WAQTOR_SIMULATOR_URL cannot be combined with WAQTOR_ENGINE=real.');
    if (env.WAQTOR_FAULT_POINT !== null) wrong('WAQTOR_FAULT_POINT cannot be combined with WAQTOR_ENGINE=real.');
  });

export interface EngineConfig {
  kind: 'simulator' | 'real' | 'memory';
  simulatorUrl: string | null;
  chromiumPath: string | null;
}

export interface HostConfig {
  edgeUrl: string;
  dataDir: string;
  engine: EngineConfig;
  /** The built program of a session's process; null: the source. */
  sessionChild: string | null;
  hostName: string;
  enrolmentCode: string | null;
  capacity: number;
  logLevel: (typeof LOG_LEVELS)[number];
  faultPoint: string | null;
}

/** Throws ConfigError with one sentence per wrong option. Touches no disk. */
export const readConfig = (env: Record<string, string | undefined>): HostConfig => {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message).join('\n'));
  const value = parsed.data;
  return {
    edgeUrl: value.WAQTOR_EDGE_URL,
    dataDir: resolve(value.WAQTOR_HOST_DATA),
    engine: {
      kind: value.WAQTOR_ENGINE,
      simulatorUrl: value.WAQTOR_SIMULATOR_URL,
      chromiumPath: value.WAQTOR_CHROMIUM,
    },
    sessionChild: value.WAQTOR_SESSION_CHILD,
    hostName: value.WAQTOR_HOST_NAME,
    enrolmentCode: value.WAQTOR_ENROLMENT_CODE,
    capacity: value.WAQTOR_HOST_CAPACITY,
    logLevel: value.WAQTOR_LOG_LEVEL,
    faultPoint: value.WAQTOR_FAULT_POINT,
  };
};

/** The configuration for a log line: the code that buys an enrolment is shown as given or not. */
export const describeConfig = (config: HostConfig): Record<string, string | number | boolean | null> => ({
  edgeUrl: config.edgeUrl,
  dataDir: config.dataDir,
  engine: config.engine.kind,
  simulatorUrl: config.engine.simulatorUrl,
  chromium: config.engine.chromiumPath,
  hostName: config.hostName,
  hasEnrolmentCode: config.enrolmentCode !== null,
  capacity: config.capacity,
});

/** Makes the data folder private (0700): a login in it is the whole account. */
export const prepareDataDir = (dataDir: string): void => {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if ((statSync(dataDir).mode & 0o077) !== 0) chmodSync(dataDir, 0o700);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigError(
      'The folder in WAQTOR_HOST_DATA cannot be used: it must be a folder that this user owns and can write.',
      { cause },
    );
  }
};
