import type { Settings } from '../../env.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isLoopbackUrl = (url: string): boolean => LOOPBACK.has(new URL(url).hostname);

/** The dashboard's own origin; on loopback under each of the names that a person may type. */
export const allowedOrigins = (publicUrl: string): string[] => {
  const url = new URL(publicUrl);
  if (!LOOPBACK.has(url.hostname)) return [url.origin];
  const port = url.port === '' ? '' : `:${url.port}`;
  return [...LOOPBACK].map((name) => `${url.protocol}//${name}${port}`);
};

/** `null` and unparsable origins are never ours. */
export const isAllowedOrigin = (publicUrl: string, origin: string): boolean =>
  allowedOrigins(publicUrl).includes(origin);

/** H-3: pages that may open a socket: the dashboard's own, and those that may read answers (`WAQTOR_CORS_ORIGINS`). */
export const isSocketOrigin = (settings: Pick<Settings, 'publicUrl' | 'corsOrigins'>, origin: string): boolean =>
  isAllowedOrigin(settings.publicUrl, origin) || settings.corsOrigins.has(origin);
