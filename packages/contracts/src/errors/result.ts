import type { ErrorCode } from './catalog.ts';
import { WaqtorError } from './waqtor-error.ts';

/** An expected refusal as a value; crosses RPC unchanged, where an exception would lose its class. */
export interface Refusal {
  ok: false;
  code: ErrorCode;
  details?: Record<string, string | number | boolean | null>;
}
export type Result<T> = { ok: true; value: T } | Refusal;

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (code: ErrorCode, details?: Refusal['details']): Refusal => ({
  ok: false,
  code,
  ...(details ? { details } : {}),
});
/** The value, or the refusal as an exception: for the edges (route, CLI). */
export const unwrap = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new WaqtorError(result.code, { details: result.details ?? {} });
};
