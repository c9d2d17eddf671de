import type { EngineConfig } from '../config.ts';

const MB = 1024 * 1024;
/** Kept free for the host, the system, and browsers that grow for a moment. */
export const RESERVE_BYTES = 256 * MB;
/** What one more session takes before any was measured: simulated page (design §6), and WhatsApp Web with its chats. */
export const SESSION_BYTES: Record<EngineConfig['kind'], number> = {
  memory: 70 * MB,
  simulator: 70 * MB,
  real: 500 * MB,
};

export interface CapacityInput {
  /** `WAQTOR_HOST_CAPACITY`. */
  limit: number;
  /** Sessions held now. */
  held: number;
  /** Null: the system does not tell, the limit alone counts. */
  availableBytes: number | null;
  /** Measured memory of each session that runs. */
  sessionBytes: readonly number[];
  /** `SESSION_BYTES` of the engine. */
  defaultSessionBytes: number;
}

/**
 * Sessions that a host has places for, those that it holds included: as many more as fit into the memory that is free
 * above the reserve, each taken for an average one. Sessions that have just started look small; less than half of the
 * default is not believed.
 */
export const capacityOf = (input: CapacityInput): number => {
  const { limit, held, availableBytes, sessionBytes, defaultSessionBytes } = input;
  if (availableBytes === null) return limit;
  const measured = sessionBytes.reduce((sum, bytes) => sum + bytes, 0) / (sessionBytes.length || 1);
  const each = sessionBytes.length === 0 ? defaultSessionBytes : Math.max(measured, defaultSessionBytes / 2);
  const more = Math.max(0, Math.floor((availableBytes - RESERVE_BYTES) / each));
  return Math.min(limit, held + more);
};
