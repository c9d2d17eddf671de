import { WaqtorError } from '@waqtor/contracts';
import type { FieldError } from '@waqtor/contracts';

const MAX_ERRORS = 50;
const MAX_POINTER_CHARS = 200;

interface Issue {
  path: readonly PropertyKey[];
  code: string;
  message: string;
}

const pointerOf = (target: string, path: readonly PropertyKey[]): string => {
  const parts = path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
  const prefix = target === 'json' ? [] : [target];
  return ['', ...prefix, ...parts].join('/').slice(0, MAX_POINTER_CHARS);
};

/** zod's sentence for unknown keys quotes what was sent; the others speak of the schema alone. */
const messageOf = (issue: Issue): string =>
  issue.code === 'unrecognized_keys' ? 'has a field that is not known' : issue.message;

const fieldErrors = (target: string, issues: readonly Issue[]): FieldError[] =>
  issues
    .slice(0, MAX_ERRORS)
    .map((issue) => ({ pointer: pointerOf(target, issue.path), code: issue.code, message: messageOf(issue) }));

/** The `defaultHook` of every router: without it the library answers with the submitted data (design §10). */
export const refuseInvalidInput = (result: {
  target: string;
  success: boolean;
  error?: { issues: readonly Issue[] };
}): void => {
  if (result.success) return;
  throw new WaqtorError('validation_failed', { errors: fieldErrors(result.target, result.error?.issues ?? []) });
};
