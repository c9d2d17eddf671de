/**
 * The limits of a live connection (spec §7), for both ends of it. Zod-free: the browser's client imports them.
 */

/** H-9: a frame of a client above this is answered `frame_too_large`; the connection stays. */
export const MAX_CLIENT_FRAME_BYTES = 10 * 1024;
/** H-7: exactly these bytes; answered without waking the object. */
export const HUB_PING = '{"type":"ping"}';
export const HUB_PONG = '{"type":"pong"}';
export const HUB_PING_INTERVAL_MS = 30_000;
export const HUB_SILENCE_LIMIT_MS = 75_000;
/** H-11: what follows an event within this time is sent in one frame. */
export const HUB_BATCH_MS = 50;
/** H-11: with `?encoding=gzip`, frames from this size on are binary: one gzip member (RFC 1952) of the JSON text. */
export const HUB_GZIP_MIN_BYTES = 1024;

/** H-10: a client acknowledges after so many bytes, or so long, whichever is first. */
export const HUB_ACK_BYTES = 128 * 1024;
export const HUB_ACK_INTERVAL_MS = 20_000;
/** H-10: with so many bytes of `events` frames unacknowledged nothing more is sent. */
export const HUB_CREDIT_BYTES = 512 * 1024;
/** H-10: unacknowledged for so long while over the limit: closed with 1013. */
export const HUB_CREDIT_DEADLINE_MS = 60_000;

/** H-8: tokens of one connection, and of one address; a frame costs one, and one more for each full kilobyte. */
export const HUB_BUCKET_TOKENS = 60;
export const HUB_BUCKET_REFILL_PER_SECOND = 10;
/** H-8: so many frames above the limit of the connection close it with 1008. */
export const HUB_BUCKET_VIOLATIONS = 5;

/** Query of `GET /ws`: `gzip` asks for gzipped frames. */
export const HUB_ENCODING_PARAMETER = 'encoding';
/** Query of `GET /ws`: the `connectionId` that this connection takes the place of; the hub closes that one with 4409. */
export const HUB_REPLACES_PARAMETER = 'replaces';
