import { WaqtorError } from '@waqtor/contracts';
import { AddressWindows } from '@waqtor/core/rate-limit/address-windows';

/** W-5: a test is a request to somebody else's server at the push of a button. */
export const TESTS_OF_ENDPOINT = { limit: 5, windowMs: 60_000 };
/** Endpoints that one isolate remembers: some 3 MB. */
const MAX_ENDPOINTS_COUNTED = 20_000;
const windows = new AddressWindows(MAX_ENDPOINTS_COUNTED);

/** Counts a test of an endpoint; `rate_limited` after 5 in a minute, counted per isolate. */
export const limitTests = (endpointId: string): void => {
  const { remaining, resetMs } = windows.count(endpointId, TESTS_OF_ENDPOINT, Date.now());
  if (remaining >= 0) return;
  throw new WaqtorError('rate_limited', { details: { violatedPolicy: 'webhook-test', retryAfterMs: resetMs } });
};
