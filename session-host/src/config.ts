import type { SupervisorLimits } from './sessions/supervisor-limits.ts';
import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_ADMIN_PORT, environmentSchema } from './config-environment.ts';
import type { LogLevel } from './telemetry/log.ts';

/** The operator must change something; the message is one sentence for people. Exit code 2. */
export class ConfigError extends Error {
  constructor(sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.name = 'ConfigError';
  }
}

export interface EngineConfig {
  kind: 'simulator' | 'real' | 'memory';
  simulatorUrl: string | null;
  chromiumPath: string | null;
}

/** Where `/healthz`, `/readyz` and `/metrics` are served; port 0: nowhere. */
export interface AdminConfig {
  host: string;
  port: number;
  /** Somebody asked for this port: that it is taken is a mistake to be told and not one to live with. */
  isPortGiven: boolean;
}

/** Limits of the supervisor that an operator may set; what is absent keeps its default. */
export type SessionLimitsConfig = Partial<Pick<SupervisorLimits, 'memorySoftBytes' | 'memoryHardBytes' | 'pageAgeMs'>>;

export interface HostConfig {
  edgeUrl: string;
  /** The store, the key, the settings: of this host alone. */
  dataDir: string;
  /** The logins; may be shared with other hosts, which then can take them over. */
  volumeDir: string;
  region: string | null;
  engine: EngineConfig;
  /** The built program of a session's process; null: the source. */
  sessionChild: string | null;
  hostName: string;
  enrolmentCode: string | null;
  capacity: number;
  /** Browsers that may start at the same time. */
  startSlots: number;
  admin: AdminConfig;
  /** 32 bytes; encrypts snapshots of logins. */
  fleetKey: Buffer | null;
  sessionLimits: SessionLimitsConfig;
  logLevel: LogLevel;
  faultPoint: string | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const MB = 1024 * 1024;
const HOUR_MS = 3_600_000;

/** Throws ConfigError with one sentence per wrong option. Touches no disk. */
export const readConfig = (env: Environment): HostConfig => {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message).join('\n'));
  const value = parsed.data;
  const dataDir = resolve(value.WAQTOR_HOST_DATA);
  const { WAQTOR_SESSION_MEMORY_SOFT_MB: softMb, WAQTOR_SESSION_MEMORY_HARD_MB: hardMb } = value;
  const recycleHours = value.WAQTOR_SESSION_RECYCLE_HOURS;
  return {
    edgeUrl: value.WAQTOR_EDGE_URL,
    dataDir,
    volumeDir: value.WAQTOR_HOST_VOLUME === null ? dataDir : resolve(value.WAQTOR_HOST_VOLUME),
    region: value.WAQTOR_HOST_REGION,
    engine: {
      kind: value.WAQTOR_ENGINE,
      simulatorUrl: value.WAQTOR_SIMULATOR_URL,
      chromiumPath: value.WAQTOR_CHROMIUM,
    },
    sessionChild: value.WAQTOR_SESSION_CHILD,
    hostName: value.WAQTOR_HOST_NAME,
    enrolmentCode: value.WAQTOR_ENROLMENT_CODE,
    capacity: value.WAQTOR_HOST_CAPACITY,
    startSlots: value.WAQTOR_HOST_START_SLOTS,
    admin: {
      host: value.WAQTOR_HOST_ADMIN_HOST,
      port: value.WAQTOR_HOST_ADMIN_PORT ?? DEFAULT_ADMIN_PORT,
      isPortGiven: value.WAQTOR_HOST_ADMIN_PORT !== null,
    },
    fleetKey: value.WAQTOR_FLEET_KEY,
    sessionLimits: {
      ...(softMb === null ? {} : { memorySoftBytes: softMb * MB }),
      ...(hardMb === null ? {} : { memoryHardBytes: hardMb * MB }),
      ...(recycleHours === null ? {} : { pageAgeMs: recycleHours * HOUR_MS }),
    },
    logLevel: value.WAQTOR_LOG_LEVEL,
    faultPoint: value.WAQTOR_FAULT_POINT,
  };
};

/** The configuration for a log line: the enrolment code and the fleet key are shown as given or not. */
export const describeConfig = (config: HostConfig): Record<string, string | number | boolean | null> => ({
  edgeUrl: config.edgeUrl,
  dataDir: config.dataDir,
  volumeDir: config.volumeDir,
  region: config.region,
  engine: config.engine.kind,
  simulatorUrl: config.engine.simulatorUrl,
  chromium: config.engine.chromiumPath,
  hostName: config.hostName,
  hasEnrolmentCode: config.enrolmentCode !== null,
  hasFleetKey: config.fleetKey !== null,
  capacity: config.capacity,
  startSlots: config.startSlots,
  admin: config.admin.port === 0 ? null : `${config.admin.host}:${config.admin.port}`,
  ...config.sessionLimits,
});

/** True when another user of this machine owns it; false where the system knows no owners. */
export const isForeign = (path: string): boolean => {
  const own = process.getuid?.();
  return own !== undefined && statSync(path).uid !== own;
};

const preparePrivate = (folder: string, setting: string): void => {
  let isTheirs: boolean;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    isTheirs = isForeign(folder);
    if (!isTheirs && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
    if (!isTheirs) accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigError(
      `The folder in ${setting} cannot be used: it must be a folder that this user owns and can write.`,
      { cause },
    );
  }
  if (isTheirs)
    throw new ConfigError(
      `The folder in ${setting} belongs to another user: give it to the user of the host (chown) or start as its owner.`,
    );
};

/** Makes the data folder private (0700): a login in it is the whole account. Throws ConfigError. */
export const prepareDataDir = (dataDir: string): void => preparePrivate(dataDir, 'WAQTOR_HOST_DATA');

/** The same for the folder of logins. */
export const prepareVolumeDir = (volumeDir: string): void => preparePrivate(volumeDir, 'WAQTOR_HOST_VOLUME');
