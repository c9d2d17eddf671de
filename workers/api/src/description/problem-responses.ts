import { ERRORS, PROBLEM_TYPE_BASE } from '@waqtor/contracts';
import type { ErrorCode } from '@waqtor/contracts';
import type { HeaderName } from './common.ts';
import type { JsonSchema } from './json-schema.ts';

/** What follows from the nature of an operation. */
export interface Nature {
  /** Serves keys and people (`key`), people alone (`person`), or everybody. */
  access: 'key' | 'person' | 'public';
  isUnsafe: boolean;
  isPost: boolean;
  isDangerous: boolean;
  hasBody: boolean;
  hasInput: boolean;
}

/** Every code that an operation may answer: its own, and those that its nature brings. */
export const codesOf = (own: readonly ErrorCode[], nature: Nature): ErrorCode[] => {
  const { access, isUnsafe, isPost, isDangerous, hasBody, hasInput } = nature;
  const codes = new Set<ErrorCode>([...own, 'unavailable', 'internal', 'rate_limited']);
  const add = (condition: boolean, ...more: ErrorCode[]): void => {
    if (condition) for (const code of more) codes.add(code);
  };
  add(access !== 'public', 'unauthorized', 'forbidden');
  add(access === 'key', 'invalid_api_key', 'ip_not_allowed', 'no_workspace', 'quota_exhausted');
  add(isUnsafe, 'invalid_origin');
  add(isDangerous, 'recent_authentication_required');
  add(hasBody, 'malformed_json', 'payload_too_large', 'unsupported_media_type');
  add(hasBody || hasInput, 'validation_failed');
  add(isPost && access === 'key', 'idempotency_key_reused', 'idempotency_in_progress', 'validation_failed');
  return [...codes].sort();
};

const example = (code: ErrorCode, instance: string): JsonSchema => ({
  type: PROBLEM_TYPE_BASE + code,
  title: ERRORS[code].title.en,
  status: ERRORS[code].status,
  detail: ERRORS[code].action.en,
  instance,
  code,
  requestId: 'req_01HZX3V8K2M4N6P8Q0R2S4T6V8',
  ...(code === 'validation_failed'
    ? {
        errors: [{ pointer: '/name', code: 'too_small', message: 'Too small: expected string to have >=1 characters' }],
      }
    : {}),
});

const EXTRA_HEADERS: Readonly<Record<number, HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  409: ['Retry-After'],
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};

/** `Problem403ForbiddenInvalidOrigin`: one component for each set of codes, however many operations answer it. */
const nameOf = (status: number, codes: readonly ErrorCode[]): string =>
  `Problem${status}${codes.map((code) => code.replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => first.toUpperCase())).join('')}`;

export const headerRefs = (...names: HeaderName[]): JsonSchema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Problem responses as shared components. */
export class ProblemResponses {
  readonly components: Record<string, JsonSchema> = {};

  of(codes: readonly ErrorCode[]): Record<string, JsonSchema> {
    const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status);
    return Object.fromEntries([...byStatus].map(([status, names]) => [String(status), this.#one(status, names)]));
  }

  #one(status: number, codes: readonly ErrorCode[]): JsonSchema {
    const name = nameOf(status, codes);
    this.components[name] ??= {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title.en}`).join(' '),
      headers: headerRefs('X-Request-Id', ...(EXTRA_HEADERS[status] ?? [])),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
        },
      },
    };
    return { $ref: `#/components/responses/${name}` };
  }
}

/** One example for each code of the catalogue that is answered by HTTP. */
export const problemExamples = (codes: Iterable<ErrorCode>): Record<string, JsonSchema> =>
  Object.fromEntries(
    [...new Set(codes)]
      .sort()
      .map((code) => [code, { summary: ERRORS[code].title.en, value: example(code, '/api/…') }]),
  );
