import * as z from 'zod';
import { HOLD_STEPS } from './protocol.ts';
import type { DeviceFaults, HoldStep } from './protocol.ts';

/** How the page is built; `page/05-shape.js` says what `renamed` does. */
export const PAGE_SHAPES = ['classic', 'renamed'] as const;
export type PageShape = (typeof PAGE_SHAPES)[number];

/** What can be made to go wrong, as `POST /faults` takes it. A field that is left out keeps its value; null clears it. */
export const faultsRequestSchema = z.strictObject({
  /** What happens at once (crash, freeze, conflict, deafness) happens to the devices of this account alone. */
  phone: z
    .string()
    .regex(/^\d{5,20}$/)
    .optional(),
  /** The device stops for ever at this step of its next own send; `GET /faults` then answers it as `reached`. */
  hold_at: z.enum(HOLD_STEPS).nullish(),
  /** No ack reaches the sender. */
  drop_acks: z.boolean().nullish(),
  /** Added to the latency of each ack, in ms. */
  delay_acks_ms: z.int().min(0).max(600_000).nullish(),
  /** Only the last ack reaches the sender. */
  skip_acks: z.boolean().nullish(),
  /** The later ack overtakes the earlier. */
  reorder_acks: z.boolean().nullish(),
  /** When the page says that it is in sync: before the library listens, normally, or never. */
  sync: z.enum(['normal', 'early', 'never']).nullish(),
  /** The QR goes idle after the first ref and comes again only when asked for. */
  idle_ref: z.boolean().nullish(),
  /** Chats show as `@lid`. */
  lid: z.boolean().nullish(),
  /** Interactive messages are accepted and never delivered. */
  drop_buttons: z.boolean().nullish(),
  /** The shape of pages that are loaded from now on. */
  page_shape: z.enum(PAGE_SHAPES).nullish(),
  /** A module that pages which are loaded from now on do not have. */
  missing_module: z.string().min(1).max(100).nullish(),
  /** The page takes so long to load, in ms. */
  slow_load_ms: z.int().min(0).max(600_000).nullish(),
  /** At once: the renderer process of every linked page dies. */
  crash_renderer: z.boolean().nullish(),
  /** At once: every linked page stops answering. */
  freeze: z.boolean().nullish(),
  /** At once: the account is opened elsewhere. A page that comes back finds it so until it takes the account over. */
  conflict: z.boolean().nullish(),
  /**
   * At once: linked pages go on as CONNECTED and tell of nothing that arrives. `detached`: their listeners are gone, and
   * new ones would hear. `dropped`: the page itself tells nobody until it is loaded anew.
   */
  deaf: z.enum(['detached', 'dropped']).nullish(),
  /** Pages that are being linked ask for a passkey and wait, until cleared. */
  passkey: z.boolean().nullish(),
  /** `phone`: linked pages show a dialog that waits for the phone, until cleared. `news`: one with a button, once. */
  dialog: z.enum(['phone', 'news']).nullish(),
  /** The account may not write: every message of a linked device is refused. */
  restriction: z.boolean().nullish(),
  /** So many messages of each account are taken from now on, then they are refused. */
  quota: z.int().min(0).max(1_000_000).nullish(),
  /** False: a second message with the same id is delivered again, unless a page that came back repeats its stanza. */
  dedupe: z.boolean().nullish(),
  /** True: sockets drop and are refused until cleared. A number: for so many ms. */
  network_cut: z.union([z.boolean(), z.int().min(1).max(600_000)]).nullish(),
  /** True: every number is on WhatsApp, with or without an account. */
  any_number: z.boolean().nullish(),
});
export type FaultsRequest = z.infer<typeof faultsRequestSchema>;

export interface Faults {
  hold_at: HoldStep | null;
  drop_acks: boolean;
  delay_acks_ms: number;
  skip_acks: boolean;
  reorder_acks: boolean;
  sync: 'normal' | 'early' | 'never';
  idle_ref: boolean;
  lid: boolean;
  drop_buttons: boolean;
  page_shape: PageShape;
  missing_module: string | null;
  slow_load_ms: number;
  dedupe: boolean;
  network_cut: boolean;
  any_number: boolean;
  passkey: boolean;
  dialog: 'phone' | 'news' | null;
  restriction: boolean;
  quota: number | null;
}

export const NO_FAULTS: Readonly<Faults> = {
  hold_at: null,
  drop_acks: false,
  delay_acks_ms: 0,
  skip_acks: false,
  reorder_acks: false,
  sync: 'normal',
  idle_ref: false,
  lid: false,
  drop_buttons: false,
  page_shape: 'classic',
  missing_module: null,
  slow_load_ms: 0,
  dedupe: true,
  network_cut: false,
  any_number: false,
  passkey: false,
  dialog: null,
  restriction: false,
  quota: null,
};

/** Merges a request into the state. One-shot faults (crash, freeze, conflict, deaf) leave no state behind. */
export const applyFaults = (faults: Faults, request: FaultsRequest): Faults => {
  const given = Object.entries(request).filter(
    ([name, value]) => Object.hasOwn(NO_FAULTS, name) && value !== undefined,
  );
  const merged = Object.fromEntries(given.map(([name, value]) => [name, value ?? NO_FAULTS[name as keyof Faults]]));
  // A number is for how long; that it is cut is what the state says.
  const isCut = Boolean(merged['network_cut'] ?? faults.network_cut);
  return { ...faults, ...merged, network_cut: isCut };
};

export const deviceFaultsOf = (faults: Faults): DeviceFaults => ({
  holdAt: faults.hold_at,
  sync: faults.sync,
  lid: faults.lid,
  slowLoadMs: faults.slow_load_ms,
  passkey: faults.passkey,
  dialog: faults.dialog,
});
