import type { EngineConfig } from '../engine/create-engine.ts';

/** What the host asks of an engine in a child. */
export const ENGINE_METHODS = [
  'start',
  'stop',
  'logout',
  'send',
  'find',
  'react',
  'markSeen',
  'edit',
  'remove',
  'typing',
  'archive',
  'block',
  'checkNumbers',
  'groupInfo',
  'pairingCode',
  'probe',
  'mend',
  'backfill',
  'backfillVotes',
  'backfillChanges',
  'downloadMedia',
] as const;
export type EngineMethod = (typeof ENGINE_METHODS)[number];

/** host → child; the other way is ipc.ts. `create` comes first and once. */
export type ParentMessage =
  | { type: 'create'; sessionId: string; profileDir: string; engine: EngineConfig; takesOver: boolean }
  | { type: 'call'; id: number; method: EngineMethod; args: unknown[] }
  | { type: 'cancel'; id: number }
  /** The lease holds for so long; repeated with each renewal. */
  | { type: 'live_for'; ms: number };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isEngineConfig = (value: unknown): boolean =>
  isRecord(value) &&
  ['simulator', 'real', 'memory'].includes(value.kind as string) &&
  [value.simulatorUrl, value.chromiumPath].every((text) => text === null || typeof text === 'string');

/**
 * Whether the channel brought a message of the host. By hand, for it is the one shape that a child has to check, and
 * a library of schemas would take 13 MB in each of them (ADR 011).
 */
export const isParentMessage = (raw: unknown): raw is ParentMessage => {
  if (!isRecord(raw)) return false;
  switch (raw.type) {
    case 'create':
      return (
        typeof raw.sessionId === 'string' &&
        typeof raw.profileDir === 'string' &&
        isEngineConfig(raw.engine) &&
        typeof raw.takesOver === 'boolean'
      );
    case 'call':
      return (
        Number.isInteger(raw.id) &&
        (ENGINE_METHODS as readonly unknown[]).includes(raw.method) &&
        Array.isArray(raw.args)
      );
    case 'cancel':
      return Number.isInteger(raw.id);
    case 'live_for':
      return typeof raw.ms === 'number' && !Number.isNaN(raw.ms);
    default:
      return false;
  }
};
