import { HUB_BUCKET_REFILL_PER_SECOND, HUB_BUCKET_TOKENS, type Principal } from '@waqtor/contracts';
import type { CreditState } from '@waqtor/core/hub/credit';
import { fullBucket, type BucketPolicy, type TokenBucket } from '@waqtor/core/rate-limit/token-bucket';

/** H-8, of one connection and of one address alike. */
export const FRAME_POLICY: BucketPolicy = { burst: HUB_BUCKET_TOKENS, refillPerSecond: HUB_BUCKET_REFILL_PER_SECOND };

/**
 * What survives hibernation (≤ 16 KB, one per socket). `sentSeq` is the log position told to the client: the `prev`
 * of its next frame. `covered` is set while a subscribe that added topics reaches further back than `sentSeq` did: up
 * to `upTo`, events of the topics held before were sent already and are left out of the replay.
 */
export interface Attachment {
  v: 2;
  id: string;
  principal: Principal;
  ip: string;
  isGzip: boolean;
  connectedAt: number;
  /** Last frame from the client, besides pings. */
  seenAt: number;
  topics: string[];
  sentSeq: number;
  covered: { topics: string[]; upTo: number } | null;
  credit: CreditState;
  bucket: TokenBucket;
  /** Frames above the limit since the bucket was last full. */
  violations: number;
  /** The bucket of its address when it last took from it; null before its first frame. */
  addressBucket: TokenBucket | null;
}

/**
 * As it lies in the socket: what moves with every frame, and the rest as text. A frame goes to a thousand sockets, and
 * four small values are written in a fifth of the time that the whole object takes.
 */
type Stored = [sentSeq: number, unacked: number, overSince: number | null, rest: string];

/** The part that does not move with every frame; keep it for `writeAttachment` as long as it holds. */
export const restOf = ({ sentSeq: _sentSeq, credit: _credit, ...rest }: Attachment): string => JSON.stringify(rest);

export const writeAttachment = (ws: WebSocket, attachment: Attachment, rest = restOf(attachment)): void => {
  const { sentSeq, credit } = attachment;
  ws.serializeAttachment([sentSeq, credit.unacked, credit.overSince, rest] satisfies Stored);
};

/** Null when the socket has none yet. */
export const readAttachment = (ws: WebSocket): Attachment | null => {
  const stored = ws.deserializeAttachment() as Stored | null;
  if (stored === null) return null;
  const [sentSeq, unacked, overSince, rest] = stored;
  return { ...(JSON.parse(rest) as Omit<Attachment, 'sentSeq' | 'credit'>), sentSeq, credit: { unacked, overSince } };
};

export type NewConnection = Pick<Attachment, 'id' | 'principal' | 'ip' | 'isGzip' | 'sentSeq'>;

export const newAttachment = (connection: NewConnection, now: number): Attachment => ({
  v: 2,
  ...connection,
  connectedAt: now,
  seenAt: now,
  topics: [],
  covered: null,
  credit: { unacked: 0, overSince: null },
  bucket: fullBucket(FRAME_POLICY, now),
  violations: 0,
  addressBucket: null,
});
