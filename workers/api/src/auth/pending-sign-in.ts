import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { ProofData, ProofKey } from '@waqtor/db/queries/one-time-proofs';
import { findProof } from '@waqtor/db/queries/one-time-proofs';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertPendingSignIn } from '@waqtor/db/queries/login-changes';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';
import { isSecureCookie } from './auth.ts';
import { newProof, proofKeyOf } from './proof-token.ts';

const PENDING_SECONDS = 10 * 60;

const cookieName = (c: ApiContext): string =>
  `${isSecureCookie(settingsOf(c.env).publicUrl) ? '__Secure-' : ''}waqtor.two_factor`;

const attributes = (c: ApiContext) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Lax' as const,
  secure: isSecureCookie(settingsOf(c.env).publicUrl),
});

/** The password was right: remembers so for 10 minutes, in a cookie that opens nothing by itself. */
export const beginSecondFactor = async (c: ApiContext, userId: string, isRemembered: boolean): Promise<void> => {
  const { token, proof } = newProof('second_factor', userId, { isRemembered });
  await insertPendingSignIn(openDatabase(c.env.DB), proof, new Date());
  const { authSecret } = settingsOf(c.env);
  await setSignedCookie(c, cookieName(c), token, authSecret, { ...attributes(c), maxAge: PENDING_SECONDS });
};

export interface PendingSignIn {
  userId: string;
  isRemembered: boolean;
}

const pendingOf = (key: ProofKey, data: ProofData): PendingSignIn => ({
  userId: key.userId,
  isRemembered: data.isRemembered !== false,
});

/** Whose password was right in this browser a moment ago, or null. */
export const findPendingSignIn = async (c: ApiContext): Promise<PendingSignIn | null> => {
  const token = await getSignedCookie(c, settingsOf(c.env).authSecret, cookieName(c));
  const key = token ? proofKeyOf('second_factor', token) : null;
  const data = key && (await findProof(openDatabase(c.env.DB), key, new Date()));
  return key && data ? pendingOf(key, data) : null;
};

export const forgetPendingSignIn = (c: ApiContext): void => {
  deleteCookie(c, cookieName(c), attributes(c));
};
