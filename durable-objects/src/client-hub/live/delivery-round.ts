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

/**
 * One tick's events on their way to everybody: chosen once for all connections with the same topics, rights and
 * position, and written once for all that stand alike. So a thousand dashboards cost one serialisation.
 */
export class DeliveryRound {
  readonly #entries: readonly LiveEntry[];
  readonly #loads = new Map<string, FrameLoad[]>();
  readonly #frames = new Map<FrameLoad, Map<string, WireFrame>>();
  /** Last kept position of the round; null when it holds ephemeral events only. */
  readonly lastSeq: number | null;

  constructor(entries: readonly LiveEntry[]) {
    this.#entries = entries;
    this.lastSeq = entries.findLast((entry) => entry.seq !== null)?.seq ?? null;
  }

  loadsFor(connection: Connection): FrameLoad[] {
    // What a connection with `covered` takes is its own.
    if (connection.attachment.covered !== null) return loadsOf(this.#choose(connection));
    const key = `${connection.scannedSeq} ${connection.audience}`;
    let loads = this.#loads.get(key);
    if (!loads) {
      loads = loadsOf(this.#choose(connection));
      this.#loads.set(key, loads);
    }
    return loads;
  }

  frame(load: FrameLoad, prev: number, upTo: number): WireFrame {
    let frames = this.#frames.get(load);
    if (!frames) this.#frames.set(load, (frames = new Map<string, WireFrame>()));
    const key = `${prev} ${upTo}`;
    let frame = frames.get(key);
    if (!frame) frames.set(key, (frame = eventsFrame(load.bodies, load.bytes, prev, upTo)));
    return frame;
  }

  #choose(connection: Connection): LiveEntry[] {
    return this.#entries.filter(
      ({ seq, keys }) => (seq === null || seq > connection.scannedSeq) && connection.wants(keys, seq),
    );
  }
}
