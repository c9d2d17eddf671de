/** H-13: why a handshake was refused before an object woke. `unauthorized`: nothing valid was shown, or not enough. */
export const REFUSAL_KINDS = ['unauthorized', 'invalid_origin', 'expired', 'invalid_signature'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];
