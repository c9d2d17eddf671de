import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { ROLES, UI_LANGUAGES, emailSchema } from './account.ts';

const workspaceNameSchema = z.string().trim().min(1).max(100);

/** `GET /api/workspaces`: every workspace of a person; one is the present one of this login. */
export const workspaceSchema = z.object({
  id: idSchema('wsp'),
  name: z.string(),
  role: z.enum(ROLES),
  isCurrent: z.boolean(),
  memberCount: z.int(),
  createdAt: timestampSchema,
});
export type Workspace = z.infer<typeof workspaceSchema>;
export const workspaceListSchema = z.object({ data: z.array(workspaceSchema) });
export const createWorkspaceRequest = z.strictObject({ name: workspaceNameSchema });

export const DIGITS = ['latin', 'arabic'] as const;
const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00');
/** Opening hours of one day, local time of the workspace; `from` is before `to`. */
const openHoursSchema = z
  .strictObject({ from: clockSchema, to: clockSchema })
  .refine((hours) => hours.from < hours.to, { path: ['to'], error: 'must be after the opening' });

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // Intl throws on names it does not know, which is the answer.
    return false;
  }
};

/** `GET/PATCH /api/settings`. What a PATCH leaves out stays; `If-Match` refuses to overwrite another's change. */
export const workspaceSettingsSchema = z.object({
  name: workspaceNameSchema,
  /** ISO 3166-1 alpha-2: how national phone numbers are read. */
  defaultCountry: z.string().regex(/^[A-Z]{2}$/, 'must be a country code such as SA'),
  /** IANA name. */
  timeZone: z.string().max(64).refine(isTimeZone, 'must be a time zone such as Asia/Riyadh'),
  language: z.enum(UI_LANGUAGES),
  digits: z.enum(DIGITS),
  /** Sunday first; null: closed that day. An empty list: no hours are kept. */
  businessHours: z
    .array(openHoursSchema.nullable())
    .refine((days) => days.length === 0 || days.length === 7, 'must name seven days, or none'),
  branding: z.strictObject({
    /** Path of the picture, or null. Set by `POST /api/settings/logo`. */
    logoUrl: z.string().nullable(),
    text: z.string().trim().max(60),
    isTextShown: z.boolean(),
    footer: z.string().trim().max(200),
  }),
});
export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;
export const DEFAULT_SETTINGS: Omit<WorkspaceSettings, 'name'> = {
  defaultCountry: 'SA',
  timeZone: 'Asia/Riyadh',
  language: 'ar',
  digits: 'latin',
  businessHours: [],
  branding: { logoUrl: null, text: '', isTextShown: true, footer: '' },
};
export const updateSettingsRequest = z.strictObject({
  ...workspaceSettingsSchema.omit({ branding: true }).partial().shape,
  branding: workspaceSettingsSchema.shape.branding.omit({ logoUrl: true }).partial().optional(),
});

export const memberSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  avatarUrl: z.string().nullable(),
  hasSecondFactor: z.boolean(),
  isYou: z.boolean(),
  joinedAt: timestampSchema,
});
export type Member = z.infer<typeof memberSchema>;
export const changeMemberRequest = z.strictObject({ role: z.enum(ROLES) });

/** An invitation by e-mail; its link works once, for 7 days. */
export const invitationSchema = z.object({
  id: idSchema('inv'),
  email: z.string(),
  role: z.enum(ROLES),
  status: z.enum(['pending', 'accepted', 'revoked', 'expired']),
  invitedBy: z.object({ userId: z.string(), name: z.string() }),
  createdAt: timestampSchema,
  expiresAt: timestampSchema,
});
export type Invitation = z.infer<typeof invitationSchema>;
export const inviteRequest = z.strictObject({
  email: emailSchema,
  role: z.enum(ROLES),
  /** Of the mail. */
  language: z.enum(UI_LANGUAGES).optional(),
});
/** What the holder of the link sees before accepting. */
export const invitationPreviewSchema = z.object({
  workspaceName: z.string(),
  role: z.enum(ROLES),
  email: z.string(),
  invitedByName: z.string(),
  expiresAt: timestampSchema,
});
export type InvitationPreview = z.infer<typeof invitationPreviewSchema>;
