import { HUB_BUCKET_VIOLATIONS } from '@waqtor/contracts';
import { isIpAllowed } from '@waqtor/core/ip-allow/ip-allow';
import { fullBucket, takeTokens, type TokenBucket } from '@waqtor/core/rate-limit/token-bucket';
import { networkOf } from '@waqtor/core/ticket/network-address';
import { FRAME_POLICY } from './attachment.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';

export type FrameVerdict = { kind: 'pass' } | { kind: 'drop'; retryAfterMs: number } | { kind: 'close' };

/** Addresses remembered before the quiet ones are forgotten. */
const MAX_ADDRESSES = 2_000;

const PASS: FrameVerdict = { kind: 'pass' };

/**
 * H-8: a bucket per connection, and one per address (an IPv6 client is its /64). Both survive hibernation in the
 * attachments. Only its own bucket counts against a connection: neighbours behind one address warn it and never close
 * it. The first frame of a connection takes nothing from the address, so that an office may come back all at once.
 */
export class FrameLimits {
  readonly #byAddress = new Map<string, TokenBucket>();
  readonly #unlimited: readonly string[];

  /** `unlimited`: addresses and networks without limits. */
  constructor(connections: Connections, unlimited: readonly string[]) {
    this.#unlimited = unlimited;
    for (const { attachment } of connections.all()) {
      const known = this.#byAddress.get(networkOf(attachment.ip));
      const { addressBucket } = attachment;
      if (addressBucket !== null && (!known || known.at < addressBucket.at)) {
        this.#byAddress.set(networkOf(attachment.ip), addressBucket);
      }
    }
  }

  /** Takes the cost of a frame; the attachment is the caller's to save. */
  judge({ attachment }: Connection, cost: number, now: number): FrameVerdict {
    if (cost === 0 || this.#isUnlimited(attachment.ip)) return PASS;
    const own = takeTokens(attachment.bucket, cost, FRAME_POLICY, now);
    // Quiet until the bucket was full again: what was above the limit before is forgiven.
    if (own.isTaken && own.bucket.tokens + Math.min(cost, FRAME_POLICY.burst) >= FRAME_POLICY.burst) {
      attachment.violations = 0;
    }
    attachment.bucket = own.bucket;
    if (!own.isTaken) {
      attachment.violations += 1;
      if (attachment.violations >= HUB_BUCKET_VIOLATIONS) return { kind: 'close' };
      return { kind: 'drop', retryAfterMs: own.retryAfterMs };
    }
    return this.#takeOfAddress(attachment, cost, now);
  }

  #takeOfAddress(attachment: Connection['attachment'], cost: number, now: number): FrameVerdict {
    const network = networkOf(attachment.ip);
    const known = this.#byAddress.get(network) ?? fullBucket(FRAME_POLICY, now);
    const isFirst = attachment.addressBucket === null;
    const taken = takeTokens(known, isFirst ? 0 : cost, FRAME_POLICY, now);
    attachment.addressBucket = taken.bucket;
    this.#byAddress.set(network, taken.bucket);
    if (this.#byAddress.size > MAX_ADDRESSES) this.#forgetFull(now);
    return taken.isTaken ? PASS : { kind: 'drop', retryAfterMs: taken.retryAfterMs };
  }

  /** A bucket that is full again says no more than none. */
  #forgetFull(now: number): void {
    const fullAfterMs = (FRAME_POLICY.burst / FRAME_POLICY.refillPerSecond) * 1000;
    for (const [network, bucket] of this.#byAddress) {
      if (now - bucket.at >= fullAfterMs) this.#byAddress.delete(network);
    }
  }

  #isUnlimited(ip: string): boolean {
    return this.#unlimited.length > 0 && isIpAllowed(this.#unlimited, ip);
  }
}
