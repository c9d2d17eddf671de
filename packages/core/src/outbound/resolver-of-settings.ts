import { dohResolver } from './doh-resolver.ts';
import { noResolver, type ResolveHost } from './resolve-host.ts';

/** What a deployment says about lookups (docs/how-to/outbound.md). */
export interface OutboundSettings {
  WAQTOR_ENVIRONMENT: string;
  /** URL of a resolver that speaks DNS over HTTPS in JSON; empty: names are not looked up at all. */
  WAQTOR_OUTBOUND_DOH_URL?: string;
}

/** One per address of a resolver, so that its cache outlives the request that filled it. */
const resolvers = new Map<string, ResolveHost>();

/**
 * The resolver of a deployment; null when it wants no lookups. Production looks up unless it is told not to; a local
 * run has no network and finds no public name unless a resolver is named.
 */
export const resolverOfSettings = (settings: OutboundSettings): ResolveHost | null => {
  const url = settings.WAQTOR_OUTBOUND_DOH_URL;
  if (url === '') return null;
  if (url === undefined && settings.WAQTOR_ENVIRONMENT === 'local') return noResolver;
  const key = url ?? 'default';
  const known = resolvers.get(key);
  if (known) return known;
  const resolver = dohResolver(url === undefined ? {} : { url });
  resolvers.set(key, resolver);
  return resolver;
};
