import { HUB_BATCH_MS } from '@waqtor/contracts';

/** CPU of one send in workerd, milliseconds (measured; docs/design). */
const SEND_COST_MS = 0.027;
/** A tick lasts at least four times what sending to everybody costs, so that the hub stays below a quarter of a core. */
const HEADROOM = 4;

/** H-11: how long events gather before the next frame, in milliseconds. */
export const batchTickMs = (sockets: number): number => Math.max(HUB_BATCH_MS, HEADROOM * sockets * SEND_COST_MS);

/** When to flush, milliseconds from now: 0 for the first event after a quiet tick, else the rest of the tick. */
export const flushDelayMs = (now: number, lastFlushAt: number, sockets: number): number =>
  Math.max(0, lastFlushAt + batchTickMs(sockets) - now);
