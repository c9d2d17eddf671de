import { WaqtorError } from '@waqtor/contracts';
import type { FieldError } from '@waqtor/contracts';
import type { ApiContext } from '../../api.ts';
import { languageOf } from '../../i18n/language.ts';
import { fieldMessage } from './field-message.ts';
import type { Issue } from './field-message.ts';

const MAX_ERRORS = 50;
const MAX_POINTER_CHARS = 200;

const pointerOf = (target: string, path: readonly PropertyKey[]): string => {
  const parts = path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
  const prefix = target === 'json' ? [] : [target];
  return ['', ...prefix, ...parts].join('/').slice(0, MAX_POINTER_CHARS);
};

/**
 * Of a union of objects: the issues of the form that comes nearest to what was sent, so that they name fields. A union
 * of texts fails as one.
 */
const flatten = (issue: Issue): Issue[] => {
  if (issue.code !== 'invalid_union' || !issue.errors) return [issue];
  const [nearest] = [...issue.errors].sort((left, right) => left.length - right.length);
  if (!nearest || nearest.length === 0 || nearest.every(({ path, code }) => isOfValue(path, code))) return [issue];
  return nearest.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
};

const isOfValue = (path: readonly PropertyKey[], code: string): boolean =>
  path.length === 0 && code !== 'unrecognized_keys';

/** What is wrong with each field, in the language of the reader. */
export const fieldErrors = (c: ApiContext, target: string, issues: readonly Issue[]): FieldError[] => {
  const language = languageOf(c.req.header('accept-language'));
  return issues
    .flatMap(flatten)
    .slice(0, MAX_ERRORS)
    .map((issue) => ({
      pointer: pointerOf(target, issue.path),
      code: issue.code,
      message: fieldMessage(issue, language),
    }));
};

/** The `defaultHook` of every router: without it the library answers with the submitted data (design §10). */
export const refuseInvalidInput = (
  result: { target: string; success: boolean; error?: { issues: readonly Issue[] } },
  c: ApiContext,
): void => {
  if (result.success) return;
  throw new WaqtorError('validation_failed', { errors: fieldErrors(c, result.target, result.error?.issues ?? []) });
};
