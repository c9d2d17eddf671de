import type { RouteConfig } from '@hono/zod-openapi';
import { ROLES } from '@waqtor/contracts';
import type { ErrorCode, NamedScope, Role } from '@waqtor/contracts';
import { ROLE_SCOPES } from '@waqtor/core/permission/permission';
import * as z from 'zod';
import { CODES } from '../http/describe.ts';
import { PARAMETER_WORDS } from './common.ts';
import { exampleOf } from './example-of.ts';
import type { JsonSchema, SchemaSet } from './json-schema.ts';
import { codesOf, headerRefs } from './problem-responses.ts';
import type { Nature, ProblemResponses } from './problem-responses.ts';

interface Media {
  schema?: unknown;
}
interface Answer extends Record<string, unknown> {
  description: string;
  content?: Record<string, Media>;
  headers?: JsonSchema;
}

const reference = (name: string): JsonSchema => ({ $ref: `#/components/parameters/${name}` });

/** Builds the description of one route. */
export class OperationBuilder {
  readonly codes = new Set<ErrorCode>();
  readonly #schemas: SchemaSet;
  readonly #problems: ProblemResponses;

  constructor(schemas: SchemaSet, problems: ProblemResponses) {
    this.#schemas = schemas;
    this.#problems = problems;
  }

  build(route: RouteConfig): JsonSchema {
    const nature = natureOf(route);
    const own = Object.values(route.responses).flatMap((answer) => (answer as Answer)[CODES] ?? []) as ErrorCode[];
    const codes = codesOf(own, nature);
    for (const code of codes) this.codes.add(code);
    const answers = Object.entries(route.responses).filter(([, answer]) => !(CODES in answer));
    const body = route.request?.body;
    const parameters = [...this.#parameters(route), ...commonParameters(route, nature, codes)];
    const { scope, roles } = accessOf(route);
    return {
      operationId: route.operationId,
      tags: route.tags,
      summary: route.summary,
      description: descriptionOf(route, nature, scope, roles),
      ...(scope === null ? {} : { 'x-required-scope': scope }),
      ...(nature.access === 'key' ? { 'x-required-roles': roles } : {}),
      ...(nature.isDangerous ? { 'x-dangerous': true } : {}),
      security: route.security ?? [],
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(body === undefined
        ? {}
        : {
            requestBody: {
              required: body.required ?? false,
              content: this.#content(body.content as Record<string, Media>, 'input'),
            },
          }),
      responses: {
        ...Object.fromEntries(
          answers.map(([status, answer]) => [status, this.#answer(status, answer as Answer, codes)]),
        ),
        ...this.#problems.of(codes),
      },
    };
  }

  #answer(status: string, answer: Answer, codes: readonly ErrorCode[]): JsonSchema {
    const { description, content, headers } = answer;
    const hasVersion = codes.includes('precondition_failed') && status.startsWith('2');
    return {
      description,
      headers: {
        ...headerRefs('X-Request-Id', 'RateLimit', 'RateLimit-Policy'),
        ...(status === '201' ? headerRefs('Location') : {}),
        ...(hasVersion ? headerRefs('ETag') : {}),
        ...(headers as JsonSchema | undefined),
      },
      ...(content === undefined ? {} : { content: this.#content(content, 'output') }),
    };
  }

  #content(content: Record<string, Media>, io: 'input' | 'output'): JsonSchema {
    return Object.fromEntries(
      Object.entries(content).map(([type, media]) => {
        if (!(media.schema instanceof z.ZodType)) return [type, media];
        const schema = this.#schemas.of(media.schema, io);
        // Under `examples`: the reference page's reader does not look at `example`.
        return [type, { schema, examples: { example: { value: exampleOf(schema, this.#schemas.components) } } }];
      }),
    );
  }

  #parameters(route: RouteConfig): JsonSchema[] {
    const of = (shape: unknown, location: 'path' | 'query' | 'header'): JsonSchema[] => {
      if (!(shape instanceof z.ZodType)) return [];
      const { properties = {}, required = [] } = this.#schemas.of(shape, 'input') as {
        properties?: Record<string, JsonSchema>;
        required?: string[];
      };
      return Object.entries(properties).map(([name, { description, ...schema }]) => ({
        name,
        in: location,
        required: location === 'path' || required.includes(name),
        description: description ?? PARAMETER_WORDS[name],
        schema,
      }));
    };
    const { params, query, headers } = route.request ?? {};
    return [
      ...of(params, 'path'),
      ...of(query, 'query'),
      ...of(Array.isArray(headers) ? undefined : headers, 'header'),
    ];
  }
}

const natureOf = (route: RouteConfig): Nature => {
  const schemes = (route.security ?? []).flatMap((requirement) => Object.keys(requirement));
  return {
    access: schemes.includes('apiKey') ? 'key' : schemes.includes('login') ? 'person' : 'public',
    isUnsafe: route.method !== 'get' && (schemes.length === 0 || schemes.includes('login')),
    isPost: route.method === 'post',
    isDangerous: (route as { 'x-dangerous'?: boolean })['x-dangerous'] === true,
    hasBody: route.request?.body !== undefined,
    hasInput: route.request?.query !== undefined || route.request?.params !== undefined,
  };
};

const accessOf = (route: RouteConfig): { scope: NamedScope | null; roles: readonly Role[] } => {
  const scopes = (route.security ?? []).flatMap((requirement) => requirement.apiKey ?? []) as NamedScope[];
  const scope = scopes[0] ?? null;
  return { scope, roles: scope === null ? ROLES : ROLES.filter((role) => ROLE_SCOPES[role].includes(scope)) };
};

const commonParameters = (route: RouteConfig, nature: Nature, codes: readonly ErrorCode[]): JsonSchema[] => [
  ...(nature.isPost && nature.access === 'key' ? [reference('IdempotencyKey')] : []),
  ...(codes.includes('precondition_failed') ? [reference('IfMatch')] : []),
  reference('AcceptLanguage'),
];

const ACCESS_SENTENCE = {
  public: 'Open to everybody.',
  person: 'For a signed-in person; an API key is refused.',
  key: 'For every key and signed-in person.',
} as const;

/** What the route says of itself, and who may ask. */
const descriptionOf = (
  route: RouteConfig,
  nature: Nature,
  scope: NamedScope | null,
  roles: readonly Role[],
): string => {
  const access = scope === null ? ACCESS_SENTENCE[nature.access] : `Needs \`${scope}\`; roles: ${roles.join(', ')}.`;
  return [
    route.description ?? `${route.summary ?? ''}.`,
    access,
    ...(nature.isDangerous
      ? ['A person must have confirmed within 10 minutes that it is them; keys are not asked.']
      : []),
  ].join('\n\n');
};
