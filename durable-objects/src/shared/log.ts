/** One JSON line. `text` is constant; `fields` and the error hold no personal data (conventions, Errors). */
export const logError = (text: string, error: unknown, fields: Record<string, string | number> = {}): void => {
  console.error(JSON.stringify({ level: 'error', text, ...fields, error: describe(error) }));
};

export const logWarning = (text: string, fields: Record<string, string | number> = {}): void => {
  console.warn(JSON.stringify({ level: 'warn', text, ...fields }));
};

// Only the name: messages of foreign errors may quote what they failed on.
const describe = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
