/**
 * Every mail that the product sends, with the params that it needs:
 *
 * | template | params |
 * |---|---|
 * | `verify_email` | link |
 * | `sign_up_known` | link (to sign-in), resetLink |
 * | `reset_password` | link |
 * | `password_changed` | link (to forgot-password) |
 * | `email_change` | link; goes to the new address |
 * | `email_changed` | newEmail; goes to the old address |
 * | `invitation` | link, workspaceName, invitedByName |
 * | `notification` | link, title, text: a notification in words (N-4) |
 */
export const MAIL_TEMPLATES = [
  'verify_email',
  'sign_up_known',
  'reset_password',
  'password_changed',
  'email_change',
  'email_changed',
  'invitation',
  'notification',
] as const;
export type MailTemplate = (typeof MAIL_TEMPLATES)[number];

/** One mail in one language. `{name}` stands for a param. */
export interface MailWords {
  subject: string;
  paragraphs: readonly string[];
  /** The button, and the line in front of the address in plain text. Absent: the mail has no link. */
  action?: string;
  /** Under the link. */
  footer: string;
}
