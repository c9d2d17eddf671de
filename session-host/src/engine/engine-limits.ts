/** S-2: unanswered QR rotations before the session stops with `qr_expired`. */
export const MAX_QR_ATTEMPTS = 6;
/** Kinds of messages that every engine sends, each under our own id (design §3). */
export const OWN_ID_KINDS = [
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'location',
  'contact',
  'poll',
] as const;
/** WhatsApp makes a new code to type after three minutes. */
export const PAIRING_CODE_LIFETIME_MS = 180_000;
