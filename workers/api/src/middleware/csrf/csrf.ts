import { WaqtorError } from '@waqtor/contracts';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { isAllowedOrigin } from './allowed-origins.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A cookie travels with requests that other sites start; their Origin does not lie. For cookie principals only: a key
 * is never sent by a browser on its own. Without an Origin the browser's own `Sec-Fetch-Site` must say same-origin.
 */
export const refuseForeignSites = (c: ApiContext): void => {
  if (SAFE_METHODS.has(c.req.method)) return;
  const origin = c.req.header('origin');
  const isOurs =
    origin === undefined
      ? c.req.header('sec-fetch-site') === 'same-origin'
      : isAllowedOrigin(settingsOf(c.env).publicUrl, origin);
  if (!isOurs) throw new WaqtorError('invalid_origin');
};

/** For sign-in, where no cookie exists yet: a foreign page must not sign a visitor in to an account of its own. */
export const refuseForeignOrigin = (c: ApiContext): void => {
  const origin = c.req.header('origin');
  if (origin !== undefined && !isAllowedOrigin(settingsOf(c.env).publicUrl, origin)) {
    throw new WaqtorError('invalid_origin');
  }
};
