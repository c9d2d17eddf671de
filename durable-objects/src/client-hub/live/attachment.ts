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
