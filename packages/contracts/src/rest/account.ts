import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { SCOPES } from './scope.ts';

export const ROLES = ['owner', 'admin', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const UI_LANGUAGES = ['ar', 'en'] as const;
export type UiLanguage = (typeof UI_LANGUAGES)[number];

/** `GET /api/user`: who asks, where, what they may do, and what kind of deployment this is. */
export const currentUserSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  /** Null: signed in, but a member of no workspace yet. */
  role: z.enum(ROLES).nullable(),
  workspace: z.object({ id: idSchema('wsp'), name: z.string() }).nullable(),
  /** What role and key allow together, each scope by its name. */
  scopes: z.array(z.enum(SCOPES)),
  phone: z.string().nullable(),
  /** Of e-mails; the dashboard's language is in its address. */
  language: z.enum(UI_LANGUAGES),
  /** Path of the picture, or null: initials are shown. */
  avatarUrl: z.string().nullable(),
  hasSecondFactor: z.boolean(),
  deployment: z.object({
    /** True when no real WhatsApp account can be reached; the dashboard shows a permanent badge. */
    isSimulated: z.boolean(),
    /** The page that plays the phones, when simulated. */
    virtualPhoneUrl: z.string().nullable(),
    version: z.string(),
    /** Whether strangers may sign up without an invitation. */
    isSignUpOpen: z.boolean(),
  }),
});
export type CurrentUser = z.infer<typeof currentUserSchema>;

/** E.164, or null to remove it. */
export const updateUserRequest = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be an international number such as +966500000000')
    .nullable()
    .optional(),
  language: z.enum(UI_LANGUAGES).optional(),
});

export const ticketResponse = z.object({ ticket: z.string(), expiresAt: timestampSchema });

export const MIN_PASSWORD_CHARS = 12;
export const MAX_PASSWORD_CHARS = 128;
/** Rules beyond the length (a common word, the e-mail itself) are judged by `core/password`. */
export const newPasswordSchema = z.string().min(MIN_PASSWORD_CHARS).max(MAX_PASSWORD_CHARS);
export const emailSchema = z.email().max(254);

/**
 * `POST /api/bootstrap` (header `X-Waqtor-Bootstrap`): the first owner of a deployment. Answers 404 unless
 * WAQTOR_BOOTSTRAP_SECRET is set and equal; repeated with the same e-mail it answers the same workspace and session
 * with a fresh API key and enrolment code.
 */
export const bootstrapRequest = z.strictObject({
  email: z.email(),
  password: newPasswordSchema,
  name: z.string().min(1).max(100),
  workspaceName: z.string().min(1).max(100),
  sessionName: z.string().min(1).max(100),
});
export const bootstrapResponse = z.object({
  userId: z.string(),
  workspaceId: idSchema('wsp'),
  sessionId: idSchema('ses'),
  apiKey: z.string(),
  enrolmentCode: z.string(),
});
export type BootstrapResponse = z.infer<typeof bootstrapResponse>;
