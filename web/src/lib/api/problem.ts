import type { Problem } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

/** What the API, or the way to it, refused. `title` and `detail` are in the reader's language. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** Fields that were refused, in the reader's language. */
  readonly errors: NonNullable<Problem['errors']>;
  /** Members beyond the standard's, such as `gate` or `limit`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(problem: Partial<Problem> & { status: number; code: string }, retryAfterSeconds: number | null = null) {
    super(problem.code);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title ?? m.problem_internal_title();
    this.detail = problem.detail ?? m.problem_internal_detail();
    this.requestId = problem.requestId ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
    this.errors = problem.errors ?? [];
    this.details = problem;
  }

  /** What is wrong with one field (`/password`), or undefined. */
  fieldMessage(pointer: string): string | undefined {
    return this.errors.find((error) => error.pointer === pointer)?.message;
  }

  /** Nobody knows whether it was done: repeat it with the same Idempotency-Key, and it is done once. */
  get mayHaveArrived(): boolean {
    return this.isNetwork || this.status >= 500 || this.code === 'idempotency_in_progress';
  }

  /** No answer: the request may or may not have arrived; repeat it with the same Idempotency-Key. */
  get isNetwork(): boolean {
    return this.status === 0;
  }
}

export const networkProblem = (): ApiProblem =>
  new ApiProblem({
    status: 0,
    code: 'network',
    title: m.problem_network_title(),
    detail: m.problem_network_detail(),
  });

/** Any thrown value as a problem that can be shown. */
export const problemOf = (error: unknown): ApiProblem =>
  error instanceof ApiProblem ? error : new ApiProblem({ status: 500, code: 'internal' });
