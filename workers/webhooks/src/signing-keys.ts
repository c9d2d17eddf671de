import type { DeliveryJob } from '@waqtor/contracts';
import { open } from '@waqtor/core/sealed-box';
import { signingKeysOf, type SigningKeys } from '@waqtor/core/webhook/signature';

/** Secrets whose keys an isolate keeps; above it the one that was not used for longest goes. */
export const MAX_KEPT_KEYS = 1_000;

/** By endpoint and sealed form: the form of a rotated secret is another, and one moved elsewhere is not found. */
const kept = new Map<string, SigningKeys>();

/**
 * The keys of a job, newest first. Opened once and kept, for to unseal and import them costs more than the signatures.
 * Throws when a secret does not open.
 */
export const signingKeysOfJob = (
  job: Pick<DeliveryJob, 'endpointId' | 'sealedSecrets'>,
  dataKey: string,
): Promise<SigningKeys[]> => Promise.all(job.sealedSecrets.map((sealed) => keysOf(dataKey, job.endpointId, sealed)));

const keysOf = async (dataKey: string, endpointId: string, sealed: string): Promise<SigningKeys> => {
  const name = `${endpointId} ${sealed}`;
  const known = kept.get(name);
  // Not its promise: a Worker may not wait for what another request began.
  const keys = known ?? (await signingKeysOf(await open(dataKey, endpointId, sealed)));
  kept.delete(name);
  kept.set(name, keys);
  if (kept.size > MAX_KEPT_KEYS) kept.delete(kept.keys().next().value as string);
  return keys;
};
