import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { MAX_PASSWORD_CHARS, UI_LANGUAGES, emailSchema, newPasswordSchema } from './account.ts';

/** A password that is compared, not chosen: no rule but its length. */
export const presentedPasswordSchema = z.string().min(1).max(MAX_PASSWORD_CHARS);
const linkTokenSchema = z.string().min(16).max(1024);
const personNameSchema = z.string().trim().min(1).max(100);

/** `POST /api/auth/sign-up/email`: 202 whether or not somebody has this address; the mail tells the owner of it. */
export const signUpRequest = z.strictObject({
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  language: z.enum(UI_LANGUAGES).optional(),
  /** Of an invitation to the same address: proves the address, and opens sign-up where it is closed. */
  invitationToken: linkTokenSchema.optional(),
});
export const acceptedResponse = z.object({ status: z.literal('accepted') });

export const signInRequest = z.strictObject({
  email: emailSchema,
  password: presentedPasswordSchema,
  /** False: the cookie ends with the browser. */
  rememberMe: z.boolean().optional(),
});
/** `user` is null while the second factor is still to be shown (`POST /api/auth/sign-in/second-factor`). */
export const signInResponse = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  secondFactorRequired: z.boolean(),
});

/** A 6-digit TOTP code (RFC 6238), or a backup code, each of which works once. */
export const secondFactorSchema = z.union([
  z.strictObject({ code: z.string().regex(/^\d{6}$/, 'must be six digits') }),
  z.strictObject({ backupCode: z.string().trim().min(6).max(32) }),
]);

export const emailOnlyRequest = z.strictObject({ email: emailSchema });
export const linkTokenRequest = z.strictObject({ token: linkTokenSchema });
export const resetPasswordRequest = z.strictObject({ token: linkTokenSchema, password: newPasswordSchema });
export const changePasswordRequest = z.strictObject({
  currentPassword: presentedPasswordSchema,
  newPassword: newPasswordSchema,
});
export const changeEmailRequest = z.strictObject({ newEmail: emailSchema });

/** `POST /api/auth/confirm`: recent authentication, good for 10 minutes. */
export const confirmRequest = z.union([
  z.strictObject({ password: presentedPasswordSchema }),
  z.strictObject({ code: z.string().regex(/^\d{6}$/, 'must be six digits') }),
]);
export const confirmResponse = z.object({ confirmedUntil: timestampSchema });

/** `GET /api/auth/second-factor`. */
export const secondFactorStatusSchema = z.object({ isEnabled: z.boolean(), backupCodesLeft: z.int() });

/** `POST /api/auth/second-factor/enable`: shown once; it counts only after `…/confirm {code}`. */
export const secondFactorSetupSchema = z.object({
  /** `otpauth://` for a QR code. */
  uri: z.string(),
  /** The same secret in base 32, to type. */
  secret: z.string(),
  backupCodes: z.array(z.string()),
});
export const secondFactorCodeRequest = z.strictObject({ code: z.string().regex(/^\d{6}$/, 'must be six digits') });
export const backupCodesResponse = z.object({ backupCodes: z.array(z.string()) });

/** One signed-in browser of a person. */
export const loginSchema = z.object({
  id: idSchema('lgn'),
  isCurrent: z.boolean(),
  createdAt: timestampSchema,
  lastSeenAt: timestampSchema,
  expiresAt: timestampSchema,
  ip: z.string().nullable(),
  /** In words: `Chrome on Android`; null when the browser did not say. */
  device: z.string().nullable(),
});
export type Login = z.infer<typeof loginSchema>;
export const loginListSchema = z.object({ data: z.array(loginSchema) });
