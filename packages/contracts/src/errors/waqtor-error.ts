import { type ErrorCode, ERRORS } from './catalog.ts';

/** One field that was refused; `pointer` is a JSON Pointer (RFC 6901) into the request. */
export interface FieldError {
  pointer: string;
  code: string;
  message: string;
}

/**
 * The one exception class. Thrown only at edges; inside core a refusal is a value (`Result`).
 * `details` must hold no personal data: it reaches logs and problem documents.
 */
export class WaqtorError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, string | number | boolean | null>;
  readonly errors: FieldError[];

  constructor(
    code: ErrorCode,
    options: {
      cause?: unknown;
      details?: Record<string, string | number | boolean | null>;
      errors?: FieldError[];
    } = {},
  ) {
    super(ERRORS[code].title.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WaqtorError';
    this.code = code;
    this.details = options.details ?? {};
    this.errors = options.errors ?? [];
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}
