/**
 * The simulator has no passwords, so it speaks to this machine alone: a name that merely resolves to loopback
 * (DNS rebinding) or a page of another site is refused by its Host and Origin header.
 */
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

const hostnameOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname : null);

export const isLoopbackHost = (host: string | undefined): boolean =>
  host !== undefined && LOOPBACK_NAMES.has(hostnameOf(`http://${host}`) ?? '');

/** A request without an Origin does not come from a page of another site. */
export const isLoopbackOrigin = (origin: string | undefined): boolean =>
  origin === undefined || LOOPBACK_NAMES.has(hostnameOf(origin) ?? '');
