import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';

export const ROLES = ['owner', 'admin', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** what a key may do. `*` is everything the creator's role allows. */
export const SCOPES = [
  '*',
  'sessions:read',
  'sessions:write',
  'messages:read',
  'messages:send',
  'webhooks:read',
  'webhooks:write',
  'events:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** `GET /api/user`: who is signed in, where, and what kind of deployment this is. */
export const currentUserSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  workspace: z.object({ id: idSchema('wsp'), name: z.string() }),
  deployment: z.object({
    /** True when no real WhatsApp account can be reached; the dashboard shows a permanent badge. */
    isSimulated: z.boolean(),
    /** The page that plays the phones, when simulated. */
    virtualPhoneUrl: z.string().nullable(),
    version: z.string(),
  }),
});
export type CurrentUser = z.infer<typeof currentUserSchema>;

export const ticketResponse = z.object({ ticket: z.string(), expiresAt: timestampSchema });

/**
 * `POST /api/bootstrap` (header `X-Waqtor-Bootstrap`): the first owner of a deployment. Answers 404 unless
 * WAQTOR_BOOTSTRAP_SECRET is set and equal; repeated with the same e-mail it answers the same workspace and session
 * with a fresh API key and enrolment code.
 */
export const bootstrapRequest = z.strictObject({
  email: z.email(),
  password: z.string().min(12).max(128),
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
