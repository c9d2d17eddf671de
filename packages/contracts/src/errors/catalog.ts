import { ACCESS_ERRORS } from './access.ts';
import { ACCOUNT_ERRORS } from './account.ts';
import type { ErrorEntry } from './entry.ts';
import { MESSAGING_ERRORS } from './messaging.ts';
import { REQUEST_ERRORS } from './request.ts';
import { SOCKET_ERRORS } from './socket.ts';

/** The one error catalogue: every code that any interface answers. */
export const ERRORS = {
  ...REQUEST_ERRORS,
  ...ACCESS_ERRORS,
  ...ACCOUNT_ERRORS,
  ...MESSAGING_ERRORS,
  ...SOCKET_ERRORS,
} satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (value: string): value is ErrorCode => Object.hasOwn(ERRORS, value);
