import { WaqtorError } from '@waqtor/contracts';
import { AddressWindows } from '@waqtor/core/rate-limit/address-windows';
import { networkOf } from '@waqtor/core/ticket/network-address';
import { createMiddleware } from 'hono/factory';
import type { ApiTypes } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';

/** Networks that one isolate remembers: some 3 MB. */
const MAX_NETWORKS = 20_000;
const windows = new AddressWindows(MAX_NETWORKS);

/** the pace of one network, whoever asks and whatever for; counted per isolate, in memory. */
export const limitAddress = createMiddleware<ApiTypes>(async (c, next) => {
  const { policies } = settingsOf(c.env);
  const standing = windows.count(networkOf(clientIp(c.req.raw.headers)), policies.address, Date.now());
  c.set('rateLimits', [{ name: 'address', policy: policies.address, standing }]);
  if (standing.remaining < 0) {
    throw new WaqtorError('rate_limited', { details: { violatedPolicy: 'address', retryAfterMs: standing.resetMs } });
  }
  await next();
});
