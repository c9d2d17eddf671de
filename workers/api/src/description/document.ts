import type { RouteConfig } from '@hono/zod-openapi';
import { problemSchema } from '@waqtor/contracts';
import type { Api } from '../api.ts';
import { VERSION } from '../version.ts';
import { HEADERS, PARAMETERS, SECURITY_SCHEMES } from './common.ts';
import { SchemaSet } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { OperationBuilder } from './operation.ts';
import { ProblemResponses, problemExamples } from './problem-responses.ts';
import { TAGS } from './tags.ts';
import { RECEIVER_RESPONSES, WEBHOOK_PARAMETERS, webhooksSection } from './webhooks-section.ts';

const DESCRIPTION = `WhatsApp accounts as a reliable service: nothing lost, nothing sent twice.

**Authentication.** Send an API key in \`X-API-Key\` or as \`Authorization: Bearer\`; browsers use the cookie of a login.

**Errors** are problem documents (RFC 9457, \`application/problem+json\`) with a \`code\` and a \`requestId\`; their text follows \`Accept-Language\` (Arabic or English).

**Lists** take \`limit\` and \`cursor\` and answer \`{data, nextCursor, hasMore}\`: pass \`nextCursor\` unchanged until it is null.

**Repeating.** Every POST takes an \`Idempotency-Key\`; a change takes \`If-Match\` where a reading gave an \`ETag\`.

**Limits** are told by \`RateLimit\` and \`RateLimit-Policy\`; 429 and 503 say in \`Retry-After\` when to come back.

**Growth.** New fields, new values of enumerations and new event types may come at any time: ignore what you do not know.`;

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The routes that the router declares, in the order of their declaration. */
const routesOf = (api: Api): RouteConfig[] =>
  api.openAPIRegistry.definitions.flatMap((definition) => (definition.type === 'route' ? [definition.route] : []));

/** Only what is pointed at: a component that no route uses yet would be a riddle. */
const used = (
  kind: string,
  components: Readonly<Record<string, JsonSchema>>,
  text: string,
): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(components).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)));

/** OpenAPI 3.1 of the router: made of the routes' own contracts, so that it cannot say anything else (K-1). */
export const openapiDocumentOf = (api: Api): JsonSchema => {
  const schemas = new SchemaSet();
  const problems = new ProblemResponses();
  const operations = new OperationBuilder(schemas, problems);
  const paths: Record<string, JsonSchema> = {};
  for (const route of routesOf(api)) (paths[route.path] ??= {})[route.method] = operations.build(route);
  const webhooks = webhooksSection(schemas);
  schemas.of(problemSchema, 'output');
  const text = JSON.stringify([paths, webhooks, problems.components]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'WaQtor API',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: '/api', description: 'The present version.' },
      { url: '/api/v1', description: 'The same, pinned to version 1.' },
    ],
    tags: TAGS,
    paths,
    webhooks,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: sorted(schemas.components),
      parameters: used('parameters', { ...PARAMETERS, ...WEBHOOK_PARAMETERS }, text),
      headers: used('headers', HEADERS, text),
      responses: { ...sorted(problems.components), ...RECEIVER_RESPONSES },
      examples: problemExamples(operations.codes),
    },
  };
};
