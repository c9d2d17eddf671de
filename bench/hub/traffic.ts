import type { WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { BENCH_SESSION } from './principal.ts';

/** Microseconds of the monotonic clock, which all processes of the machine share. */
export const nowUs = (): number => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000_000 + Math.round(nanoseconds / 1_000);
};

/** Filler that makes an event of the log about 300 bytes of JSON. */
const USUAL_BODY_CHARS = 32;

/**
 * A message, number `n` of its run. `sentUs` and `n` are what the measuring client looks for in the bytes
 * (bench/hub/frame-marks.ts), so that it need not parse what it counts.
 */
export const message = (n: number, bodyChars = USUAL_BODY_CHARS): WaqtorEvent => ({
  id: newId('evt'),
  type: 'message.received',
  version: 1,
  timestamp: new Date().toISOString(),
  sessionId: BENCH_SESSION,
  data: { sentUs: nowUs(), n, chatId: '966500000001@c.us', body: 'x'.repeat(bodyChars) },
});

/** How far a campaign is: told, not kept. */
export const progress = (n: number, campaign: number, sent: number): WaqtorEvent => ({
  id: newId('evt'),
  type: 'campaign.progress',
  version: 1,
  timestamp: new Date().toISOString(),
  data: {
    sentUs: nowUs(),
    n,
    campaignId: `cmp_bench${String(campaign).padStart(7, '0')}`,
    sent,
    total: 5_000,
    failed: 0,
    delivered: Math.floor(sent * 0.9),
    read: Math.floor(sent * 0.5),
    status: 'running',
    etaSeconds: 5_000 - sent,
  },
});

const LOG_ID = newId('log');

/** The frame in which our hub would send this one event alone: what the yardsticks send. */
export const frameOf = (event: WaqtorEvent, seq: number): string => {
  const isKept = event.type !== 'campaign.progress';
  const { id, ...rest } = event;
  const told = JSON.stringify(isKept ? { id, logId: LOG_ID, seq, ...rest } : event);
  return `{"type":"events","events":[${told}],"prev":${isKept ? seq - 1 : seq},"upTo":${seq}}`;
};
