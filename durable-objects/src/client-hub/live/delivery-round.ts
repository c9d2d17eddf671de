import type { LiveEntry } from '../log/intake.ts';
import { MAX_FRAME_BYTES, MAX_PAGE_EVENTS } from '../log/event-log.ts';
import type { Connection } from './connection.ts';
import { eventsFrame, type WireFrame } from './wire-frame.ts';

/** Events that fit one frame. `upTo`: the last position among them; null when none of them is kept. */
export interface FrameLoad {
  bodies: string[];
  bytes: number;
  upTo: number | null;
}

const loadsOf = (entries: readonly LiveEntry[]): FrameLoad[] => {
  const loads: FrameLoad[] = [];
  let load: FrameLoad | undefined;
  for (const { body, bytes, seq } of entries) {
    if (!load || load.bodies.length >= MAX_PAGE_EVENTS || load.bytes + bytes > MAX_FRAME_BYTES) {
      load = { bodies: [], bytes: 0, upTo: null };
      loads.push(load);
    }
    load.bodies.push(body);
    load.bytes += bytes;
    if (seq !== null) load.upTo = seq;
  }
  return loads;
};

/** The entry of a key, made when it is missing. */
const entryOf = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
};

/**
 * One tick's events on their way to everybody: chosen once for all connections with the same topics, rights and
 * position, and written once for all that stand alike. So a thousand dashboards cost one serialisation.
 */
export class DeliveryRound {
  readonly #entries: readonly LiveEntry[];
  /** By audience, then by position. */
  readonly #loads = new Map<string, Map<number, FrameLoad[]>>();
  /** Of each load by `prev`; one load has one `upTo` in nearly every round. */
  readonly #frames = new Map<FrameLoad, Map<number, { upTo: number; frame: WireFrame }>>();
  /** Last kept position of the round; null when it holds ephemeral events only. */
  readonly lastSeq: number | null;
  /** Something in it is for one person. */
  readonly #isPersonal: boolean;

  constructor(entries: readonly LiveEntry[]) {
    this.#entries = entries;
    this.#isPersonal = entries.some(({ reader = null }) => reader !== null);
    this.lastSeq = entries.findLast((entry) => entry.seq !== null)?.seq ?? null;
  }

  loadsFor(connection: Connection): FrameLoad[] {
    // What a connection with `covered` takes is its own.
    if (connection.attachment.covered !== null) return loadsOf(this.#choose(connection));
    const { scannedSeq } = connection;
    // Two people with the same rights and topics differ in what is for one of them.
    const audience = this.#isPersonal
      ? `${connection.attachment.principal.id} ${connection.audience}`
      : connection.audience;
    const byPosition = entryOf(this.#loads, audience, () => new Map<number, FrameLoad[]>());
    return entryOf(byPosition, scannedSeq, () => loadsOf(this.#choose(connection)));
  }

  frame(load: FrameLoad, prev: number, upTo: number): WireFrame {
    const byPrev = entryOf(this.#frames, load, () => new Map<number, { upTo: number; frame: WireFrame }>());
    const known = byPrev.get(prev);
    if (known?.upTo === upTo) return known.frame;
    const frame = eventsFrame(load.bodies, load.bytes, prev, upTo);
    byPrev.set(prev, { upTo, frame });
    return frame;
  }

  #choose(connection: Connection): LiveEntry[] {
    return this.#entries.filter(
      ({ seq, keys, reader = null }) =>
        (seq === null || seq > connection.scannedSeq) && connection.wants(keys, seq, reader),
    );
  }
}
