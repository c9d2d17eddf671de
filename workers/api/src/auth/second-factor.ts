import { createHmac } from 'node:crypto';
import { toBase32 } from '@waqtor/core/totp/base32';
import { open, seal } from '@waqtor/core/sealed-box';
import { matchTotp } from '@waqtor/core/totp/totp';
import type { Database } from '@waqtor/db/queries/database';
import { findTwoFactor, takeBackupCode, takeTotpStep, twoFactorId } from '@waqtor/db/queries/two-factors';
import type { Settings } from '../env.ts';

const BACKUP_CODES = 10;
/** 50 random bits each. */
const BACKUP_CODE_CHARS = 10;

/** `ABCDE-FGHIJ`, ten of them. */
export const newBackupCodes = (): string[] =>
  Array.from({ length: BACKUP_CODES }, () => {
    const text = toBase32(crypto.getRandomValues(new Uint8Array(BACKUP_CODE_CHARS))).slice(0, BACKUP_CODE_CHARS);
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });

/** Under a key of the deployment: 50 bits alone would not keep a copy of the table from being searched. */
export const hashBackupCode = (settings: Settings, userId: string, code: string): string =>
  createHmac('sha256', settings.authSecret)
    .update(`backup-code:${userId}:${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}`)
    .digest('base64url');

export const sealTotpSecret = (settings: Settings, userId: string, secret: string): Promise<string> =>
  seal(settings.dataKey, twoFactorId(userId), secret);

export const openTotpSecret = (settings: Settings, userId: string, sealed: string): Promise<string> =>
  open(settings.dataKey, twoFactorId(userId), sealed);

/** True once for each code, and only where the second factor counts. */
export const takeTotpCode = async (
  db: Database,
  settings: Settings,
  userId: string,
  code: string,
): Promise<boolean> => {
  const record = await findTwoFactor(db, userId);
  if (!record?.isConfirmed) return false;
  const step = await matchTotp(await openTotpSecret(settings, userId, record.secret), code, Date.now());
  return step !== null && takeTotpStep(db, userId, step);
};

export const takeSecondFactor = (
  db: Database,
  settings: Settings,
  userId: string,
  shown: { code: string } | { backupCode: string },
): Promise<boolean> =>
  'code' in shown
    ? takeTotpCode(db, settings, userId, shown.code)
    : takeBackupCode(db, userId, hashBackupCode(settings, userId, shown.backupCode));
