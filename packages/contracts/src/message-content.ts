import * as z from 'zod';
import { CONTENT_LIMITS } from './content-limits.ts';

/** Without what a reader cannot see: an option of blanks alone is none. */
const visible = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.trim() !== '', 'must not be blank');

/** Id by which an answer names the option; the sender's own. */
const optionIdSchema = z.string().min(1).max(200);

export const locationContent = z.object({
  kind: z.literal('location'),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().max(300).nullable(),
  address: z.string().max(500).nullable(),
});
export const contactsContent = z.object({
  kind: z.literal('contacts'),
  contacts: z
    .array(z.object({ name: visible(200), phone: z.string().max(20).nullable() }))
    .min(1)
    .max(CONTENT_LIMITS.sharedContacts),
});
export const pollContent = z.object({
  kind: z.literal('poll'),
  question: visible(CONTENT_LIMITS.pollQuestionChars),
  options: z.array(visible(CONTENT_LIMITS.pollOptionChars)).min(2).max(CONTENT_LIMITS.pollOptions),
  allowMultiple: z.boolean(),
});

export const buttonSchema = z.object({ id: optionIdSchema, title: visible(CONTENT_LIMITS.buttonChars) });
export const listRowSchema = z.object({
  id: optionIdSchema,
  title: visible(CONTENT_LIMITS.rowTitleChars),
  description: z.string().max(CONTENT_LIMITS.rowDescriptionChars).nullable(),
});
export const buttonsContent = z.object({
  kind: z.literal('buttons'),
  text: z.string().max(1024),
  footer: z.string().max(60).nullable(),
  buttons: z.array(buttonSchema).min(1).max(CONTENT_LIMITS.buttons),
});
export const listContent = z.object({
  kind: z.literal('list'),
  text: z.string().max(1024),
  footer: z.string().max(60).nullable(),
  /** What the button that opens the list would say; shown above a numbered menu. */
  buttonText: visible(CONTENT_LIMITS.buttonChars),
  sections: z
    .array(
      z.object({ title: z.string().max(CONTENT_LIMITS.rowTitleChars).nullable(), rows: z.array(listRowSchema).min(1) }),
    )
    .min(1)
    .max(CONTENT_LIMITS.listRows),
});

/** What a message holds beside its text: one of these, or nothing. */
export const messageContentSchema = z.discriminatedUnion('kind', [
  locationContent,
  contactsContent,
  pollContent,
  buttonsContent,
  listContent,
]);
export type MessageContent = z.infer<typeof messageContentSchema>;
export type InteractiveContent = z.infer<typeof buttonsContent> | z.infer<typeof listContent>;

/** M-3: WhatsApp shows no native buttons and lists to linked devices, so they go out as one of these. */
export const RENDERINGS = ['poll', 'menu'] as const;
export const renderingSchema = z.enum(RENDERINGS);
export type Rendering = z.infer<typeof renderingSchema>;
