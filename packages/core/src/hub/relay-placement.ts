export interface RelayLoad {
  /** 1 and up. */
  relay: number;
  /** Open sockets as it told last, and those placed there since. */
  connections: number;
  /** Its copy of the log is complete. */
  isReady: boolean;
}

/** Another relay is begun when this share of all places is taken, so that its copy is complete when it is needed. */
const BEGIN_AT = 0.8;
/** More would cost the hub more to feed than to serve. */
export const MAX_RELAYS = 20;

/**
 * Where the next socket goes (design §5): 0, the hub itself, until it holds `limit`; then the ready relay with the
 * fewest. When all are full the hub takes it all the same: a slow tick is better than no connection.
 */
export const placeSocket = (
  atHub: number,
  relays: readonly RelayLoad[],
  limit: number,
): { relay: number; isAnotherNeeded: boolean } => {
  const taken = relays.reduce((sum, { connections }) => sum + connections, atHub);
  const places = limit * (relays.length + 1);
  const isAnotherNeeded = taken + 1 >= places * BEGIN_AT && relays.length < MAX_RELAYS;
  if (atHub < limit) return { relay: 0, isAnotherNeeded };
  const [best] = relays
    .filter(({ isReady, connections }) => isReady && connections < limit)
    .sort((a, b) => a.connections - b.connections);
  return { relay: best?.relay ?? 0, isAnotherNeeded };
};
