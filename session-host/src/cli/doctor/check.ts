/** One sentence of the doctor; `failed` also says what to do. A `note` is worth knowing and not wrong. */
export interface Check {
  state: 'ok' | 'note' | 'failed';
  sentence: string;
}

export const ok = (sentence: string): Check => ({ state: 'ok', sentence });
export const note = (sentence: string): Check => ({ state: 'note', sentence });
export const failed = (sentence: string): Check => ({ state: 'failed', sentence });

const MARKS: Record<Check['state'], string> = { ok: '✓', note: '!', failed: '✗' };
export const checkLine = ({ state, sentence }: Check): string => `${MARKS[state]} ${sentence}`;
