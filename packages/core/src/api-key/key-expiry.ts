/** a key that is to end ends within this time; whoever wants none at all leaves the expiry out. */
export const MAX_KEY_LIFE_YEARS = 5;

export type ExpiryFault = 'in_the_past' | 'too_late';

/** Why a key may not expire at that time; null when it may. Calendar years, so that "in five years" is allowed. */
export const expiryFault = (expiresAt: Date, now: Date): ExpiryFault | null => {
  if (expiresAt <= now) return 'in_the_past';
  const latest = new Date(now);
  latest.setUTCFullYear(now.getUTCFullYear() + MAX_KEY_LIFE_YEARS);
  return expiresAt > latest ? 'too_late' : null;
};

/** What a key is now. */
export const keyStatus = (
  key: { revokedAt: Date | null; expiresAt: Date | null },
  now: Date,
): 'active' | 'expired' | 'revoked' => {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : 'active';
};
