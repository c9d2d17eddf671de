/** S-2: unanswered QR rotations before the session stops with `qr_expired`. */
export const MAX_QR_ATTEMPTS = 6;
/** Kinds of messages that both engines send, under our own id. */
export const SIMULATED_SENDS = ['text', 'image', 'video', 'audio', 'voice', 'document'] as const;
