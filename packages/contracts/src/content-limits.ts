/**
 * WhatsApp's own bounds, as WhatsApp Web applies them; what is longer is refused before anything is sent. Apart from
 * the schemas, so that the process of a session can cut to them without zod in its memory (ADR 011).
 */
export const CONTENT_LIMITS = {
  pollQuestionChars: 255,
  pollOptions: 12,
  pollOptionChars: 100,
  buttons: 3,
  buttonChars: 20,
  listRows: 10,
  rowTitleChars: 24,
  rowDescriptionChars: 72,
  sharedContacts: 10,
} as const;
