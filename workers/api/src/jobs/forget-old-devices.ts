import { openDatabase } from '@waqtor/db/queries/database';
import { forgetDevicesBefore } from '@waqtor/db/queries/known-devices';
import type { ApiEnv } from '../env.ts';

/** A browser that was not signed in with for so long is new again. */
const DEVICE_KEPT_MS = 90 * 24 * 60 * 60_000;

export const forgetOldDevices = (env: ApiEnv): Promise<void> =>
  forgetDevicesBefore(openDatabase(env.DB), new Date(Date.now() - DEVICE_KEPT_MS));
