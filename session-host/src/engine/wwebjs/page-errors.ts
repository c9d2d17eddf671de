/** A code is told at once, then at most this often with the count. */
const TELL_EVERY_MS = 60_000;

/** By the constant parts of texts of the library, puppeteer and the page's loader; anything else stays nameless. */
const CODES: readonly (readonly [RegExp, string])[] = [
  [/^auth timeout$/, 'auth_timeout'],
  [/^ready timeout$/, 'ready_timeout'],
  [/unknown module|ModuleError/, 'module_missing'],
  [/Execution context|detached Frame|Cannot find context/i, 'page_navigated'],
  [/Target closed|Session closed|Connection closed|TargetCloseError/, 'browser_closed'],
  // The page's code is minified: `t: t` is all that its errors say.
  [/^(Error: )?[a-z]{1,2}(: [a-z]{1,2})?$/i, 'page_error_minified'],
];

/** A stable code for an error of the page or of the library; its text may quote anything and goes nowhere. */
export const pageErrorCode = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : error;
  if (typeof text !== 'string') return 'page_error';
  return CODES.find(([shape]) => shape.test(text))?.[1] ?? 'page_error';
};

/** Errors that the page throws or prints: their codes and how many there were. */
export class PageErrors {
  readonly #tell: (code: string, count: number) => void;
  readonly #now: () => number;
  readonly #seen = new Map<string, { count: number; toldAtMs: number }>();

  constructor(tell: (code: string, count: number) => void, now: () => number = Date.now) {
    this.#tell = tell;
    this.#now = now;
  }

  note(code: string): void {
    const { count, toldAtMs } = this.#seen.get(code) ?? { count: 0, toldAtMs: -Infinity };
    const isDue = this.#now() - toldAtMs >= TELL_EVERY_MS;
    this.#seen.set(code, { count: count + 1, toldAtMs: isDue ? this.#now() : toldAtMs });
    if (isDue) this.#tell(code, count + 1);
  }
}
