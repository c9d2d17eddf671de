import { dohResolver } from '@waqtor/core/outbound/doh-resolver';
import type { ResolveHost } from '@waqtor/core/outbound/doh-resolver';

/** How long a creation waits for an answer about a name. Deliveries ask again anyway. */
const RESOLVE_MS = 3_000;

const failed = { failed: true } as const;
const inTime =
  (resolve: ResolveHost): ResolveHost =>
  async (hostname) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<typeof failed>((settle) => {
      timer = setTimeout(() => settle(failed), RESOLVE_MS);
    });
    try {
      return await Promise.race([resolve(hostname), late]);
    } finally {
      clearTimeout(timer);
    }
  };

let resolver: ResolveHost = inTime(dohResolver({}));
/** The addresses of a name as the world sees them. */
export const resolveHost: ResolveHost = (hostname) => resolver(hostname);

/** For tests: names are answered by `other` until the function that is returned is called. */
export const resolveHostsBy = (other: ResolveHost): (() => void) => {
  const before = resolver;
  resolver = inTime(other);
  return () => {
    resolver = before;
  };
};
