import { enrolResponseSchema } from '@waqtor/contracts';
import { type Clock, sleep } from '../clock.ts';
import { ConfigError } from '../config.ts';
import { reconnectDelay } from '../link/reconnect-delay.ts';
import { refusalCodeOf } from '../link/refusal-code.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { Identity } from './identity.ts';

const ENROL_TIMEOUT_MS = 15_000;

export interface EnrolOptions {
  edgeUrl: string;
  code: string | null;
  hostName: string;
  identity: Identity;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/**
 * Buys an enrolment with the one-time code and answers the host id. Waits with backoff while the edge cannot be
 * reached or answers 429 or 5xx; any other refusal is a ConfigError, for a new code is needed.
 */
export const enrol = async (options: EnrolOptions): Promise<string> => {
  const { edgeUrl, code, identity, log, clock, signal } = options;
  if (code === null)
    throw new ConfigError('This host is not enrolled: create a one-time code and set WAQTOR_ENROLMENT_CODE.');
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${edgeUrl}/host/enrol`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, publicKey: identity.publicKey, name: options.hostName }),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ENROL_TIMEOUT_MS)]),
      });
      if (response.ok) return enrolResponseSchema.parse(await response.json()).hostId;
      const refusal = refusalCodeOf(await response.text());
      // 404 comes from an edge that is still starting or from a proxy before it; only a refusal of ours is final.
      if (response.status < 500 && response.status !== 429 && refusal !== null && refusal !== 'not_found')
        throw new ConfigError(
          `The enrolment was refused (${refusal}): create a new one-time code and enrol with that one.`,
        );
      log.warn('The enrolment waits for the edge', { status: response.status, attempt });
    } catch (error) {
      if (error instanceof ConfigError || signal.aborted) throw error;
      log.warn('The enrolment waits for the edge', { error: errorName(error), attempt });
    }
    await sleep(clock, reconnectDelay(attempt), signal);
  }
};
