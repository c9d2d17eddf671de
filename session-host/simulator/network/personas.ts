/** Accounts that answer by themselves, for demonstrations and campaigns. */
export const PERSONAS = ['echo', 'faq', 'stop'] as const;
export type Persona = (typeof PERSONAS)[number];

const FAQ_QUESTIONS = [
  'ما هي ساعات العمل؟',
  'What are your opening hours?',
  'كم سعر التوصيل؟',
  'Do you deliver to my city?',
] as const;

/** What the persona answers to a text; null when it stays silent. `random` answers numbers in [0, 1). */
export const personaReply = (persona: string | null, body: string, random: () => number): string | null => {
  switch (persona) {
    case 'echo':
      return body;
    case 'faq':
      return FAQ_QUESTIONS[Math.floor(random() * FAQ_QUESTIONS.length)] ?? null;
    case 'stop':
      return 'STOP';
    default:
      return null;
  }
};
