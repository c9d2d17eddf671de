import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as AsyncApi from '@asyncapi/parser';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT } from '../local/build.ts';
import { asyncapiDocument, openapiDocument } from './api-documents.ts';

// Its build for `import` names files that are not there.
const { Parser } = createRequire(import.meta.url)('@asyncapi/parser') as typeof AsyncApi;

type Json = Record<string, unknown>;
interface Operation extends Json {
  operationId: string;
  description: string;
  security: Json[];
  responses: Record<string, { $ref?: string; description: string; headers?: Json }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: Record<string, Record<string, Json>>;
}

const fixture = <T>(name: string): T =>
  JSON.parse(readFileSync(path.join(ROOT, 'packages/contracts/fixtures', `${name}.json`), 'utf8')) as T;

/** What a reader of the document would check with: the JSON Schema itself, not the contract that it was made from. */
const asZod = (schema: Json, { components }: Document): z.ZodType => {
  const whole = { ...schema, $defs: components.schemas };
  return z.fromJSONSchema(JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/')) as Json);
};

describe('the OpenAPI document', () => {
  let document: Document;
  let operations: [string, Operation][];

  beforeAll(async () => {
    document = JSON.parse(await openapiDocument()) as Document;
    operations = Object.entries(document.paths).flatMap(([route, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${route}`, operation]),
    );
  });

  const operation = (id: string): Operation => {
    const found = operations.find(([, each]) => each.operationId === id);
    if (!found) throw new Error(`There is no operation ${id}.`);
    return found[1];
  };
  const codesOf = (id: string): string[] =>
    Object.values(operation(id).responses).flatMap(({ $ref }) => {
      const response = document.components.responses?.[$ref?.split('/').at(-1) ?? ''];
      const content = response?.content as Record<string, { examples: Json }> | undefined;
      return Object.keys(content?.['application/problem+json']?.examples ?? {});
    });

  it('K-1 tells of every operation the scope, the roles, and whether it must be confirmed', () => {
    expect(operation('createWebhook')).toMatchObject({
      'x-required-scope': 'webhooks:write',
      'x-required-roles': ['owner', 'admin'],
    });
    expect(operation('listMessages')['x-required-roles']).toEqual(['owner', 'admin', 'agent', 'viewer']);
    expect(operation('createKey')['x-dangerous']).toBe(true);
    expect(operation('listWebhooks')['x-dangerous']).toBeUndefined();
  });

  it('K-1 names every code that an operation may answer: its own and those of its kind', () => {
    expect(codesOf('createWebhook')).toEqual(
      expect.arrayContaining([
        'url_not_allowed',
        'malformed_json',
        'invalid_api_key',
        'idempotency_key_reused',
        'rate_limited',
      ]),
    );
    expect(codesOf('createKey')).toContain('recent_authentication_required');
    expect(codesOf('listWebhooks')).not.toContain('malformed_json');
    expect(codesOf('signIn')).not.toContain('invalid_api_key');
  });

  it('K-1 offers Idempotency-Key on every POST of keys', () => {
    const posts = operations.filter(
      ([title, { security }]) => title.startsWith('post ') && security.some((each) => 'apiKey' in each),
    );
    const without = posts.filter(([, { parameters }]) => !JSON.stringify(parameters ?? []).includes('IdempotencyKey'));
    expect(without.map(([title]) => title)).toEqual([]);
  });

  it('K-1 says of every operation more than its summary', () => {
    expect(operations.filter(([, { description }]) => description.length < 30).map(([title]) => title)).toEqual([]);
  });

  it('W-2 has every event of the catalogue as a webhook without a scheme of ours', () => {
    const types = fixture<{ type: string }[]>('events').map((event) => event.type);
    expect(new Set(Object.keys(document.webhooks))).toEqual(new Set(types));
    expect(Object.values(document.webhooks).every(({ post }) => post.security.length === 0)).toBe(true);
  });

  it('K-1 W-2 describes the webhook bodies that the fixtures hold', () => {
    const faults = Object.entries(document.webhooks).flatMap(([type, { post }]) => {
      const content = post.requestBody as {
        content: Record<string, { schema: Json; examples: { example: { value: Json } } }>;
      };
      const { schema, examples } = content.content['application/json']!;
      const example = examples.example.value;
      const isValid = (value: unknown): boolean => asZod(schema, document).safeParse(value).success;
      const wrong = { ...example, data: {} };
      return isValid(example) && !isValid(wrong) ? [] : [type];
    });
    expect(faults).toEqual([]);
  });

  it('K-1 names nothing of the machine or the tests it was made with', () => {
    expect(JSON.stringify(document)).not.toMatch(/localhost|127\.0\.0\.1|only-to-describe/);
  });
});

describe('the AsyncAPI document', () => {
  it('K-1 H-4 is valid AsyncAPI 3 with every frame and event of the fixtures', async () => {
    const text = await asyncapiDocument();
    const { document, diagnostics } = await new Parser().parse(text);
    const errors = diagnostics.filter(({ severity }) => severity < 2).map(({ message }) => message);
    expect(errors).toEqual([]);
    const named = new Set(
      document
        ?.allMessages()
        .all()
        .map((message) => message.name()),
    );
    const frames = fixture<Record<string, { type: string }[]>>('hub-frames');
    for (const { type } of [...frames.client!, ...frames.server!, ...fixture<{ type: string }[]>('events')]) {
      expect(named).toContain(type);
    }
  });
});
