import { describe, expect, it } from 'vitest';
import { breakingChanges } from './breaking-changes.ts';

interface Parts {
  request?: object;
  response?: object;
  status?: string;
  parameters?: object[];
  scope?: string;
}
const OBJECT = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };

const documentOf = ({ request, response = OBJECT, status = '200', parameters = [], scope = 'x:read' }: Parts) => ({
  paths: {
    '/things': {
      post: {
        operationId: 'makeThing',
        security: [{ apiKey: [scope] }],
        parameters,
        ...(request ? { requestBody: { required: true, content: { 'application/json': { schema: request } } } } : {}),
        responses: { [status]: { content: { 'application/json': { schema: response } } } },
      },
    },
  },
});
const between = (before: Parts, after: Parts): string[] => breakingChanges(documentOf(before), documentOf(after));
const field = (schema: object, required = true) => ({
  type: 'object',
  properties: { a: schema },
  ...(required ? { required: ['a'] } : {}),
});

describe('K-1 a change of the description breaks clients when', () => {
  it('K-1 a path is removed', () => {
    expect(breakingChanges(documentOf({}), { paths: {} })).toEqual(['/things: removed']);
  });

  it('K-1 an operation is removed', () => {
    expect(breakingChanges(documentOf({}), { paths: { '/things': {} } })).toEqual(['POST /things: removed']);
  });

  it.each<[string, Parts, Parts, string]>([
    [
      'a field leaves an answer',
      { response: OBJECT },
      { response: { type: 'object', properties: {} } },
      'POST /things 200.a: removed',
    ],
    [
      'a field of an answer may be missing',
      { response: OBJECT },
      { response: { ...OBJECT, required: [] } },
      'POST /things 200.a: may now be missing',
    ],
    [
      'a field of an answer may be null',
      { response: OBJECT },
      { response: field({ type: ['string', 'null'] }) },
      'POST /things 200.a: type changed from string to string|null',
    ],
    [
      'the type of a field changes',
      { response: OBJECT },
      { response: field({ type: 'integer' }) },
      'POST /things 200.a: type changed from string to integer',
    ],
    ['a status goes', { status: '200' }, { status: '202' }, 'POST /things 200: no longer answered'],
    [
      'a request needs a new field',
      { request: { type: 'object' } },
      { request: OBJECT },
      'POST /things body.a: is now required',
    ],
    [
      'a request loses a field and is closed',
      { request: field({ type: 'string' }, false) },
      { request: { type: 'object', properties: {}, additionalProperties: false } },
      'POST /things body.a: removed',
    ],
    [
      'a list of values for requests narrows',
      { request: field({ enum: ['x', 'y'] }) },
      { request: field({ enum: ['x'] }) },
      'POST /things body.a: no longer takes "y"',
    ],
    [
      'a free text becomes a list of values',
      { request: field({ type: 'string' }) },
      { request: field({ type: 'string', enum: ['x'] }) },
      'POST /things body.a: is now one of a list',
    ],
    [
      'a text may be less long',
      { request: field({ type: 'string', maxLength: 9 }) },
      { request: field({ type: 'string', maxLength: 5 }) },
      'POST /things body.a: maxLength became narrower',
    ],
    [
      'a request gets a body that must be there',
      {},
      { request: { type: 'object' } },
      'POST /things body: is now required',
    ],
    [
      'a new parameter is required',
      {},
      { parameters: [{ name: 'p', in: 'query', required: true, schema: {} }] },
      'POST /things query p: is now required',
    ],
    ['a parameter goes', { parameters: [{ name: 'p', in: 'query', schema: {} }] }, {}, 'POST /things query p: removed'],
    ['another scope is needed', {}, { scope: 'x:write' }, 'POST /things: now needs x:write'],
  ])('K-1 %s', (_title, before, after, sentence) => {
    expect(between(before, after)).toEqual([sentence]);
  });

  it('K-1 the data of a webhook lose a field', () => {
    const webhook = (schema: object) => ({
      webhooks: { e: { post: { requestBody: { content: { 'application/json': { schema } } } } } },
    });
    expect(breakingChanges(webhook(OBJECT), webhook({ type: 'object' }))).toEqual(['webhook e.a: removed']);
  });

  it('K-1 what a reference points at loses a field', () => {
    const named = (schema: object) => ({
      ...documentOf({ response: { $ref: '#/components/schemas/T' } }),
      components: { schemas: { T: schema } },
    });
    expect(breakingChanges(named(OBJECT), named({ type: 'object' }))).toEqual(['POST /things 200.a: removed']);
  });
});

describe('K-1 a change of the description breaks nobody when', () => {
  it.each<[string, Parts, Parts]>([
    ['an answer gains a field', { response: { type: 'object' } }, { response: OBJECT }],
    [
      'an answer gains a value of a list',
      { response: field({ enum: ['x'] }) },
      { response: field({ enum: ['x', 'y'] }) },
    ],
    [
      'a request gains an optional field',
      { request: { type: 'object' } },
      { request: field({ type: 'string' }, false) },
    ],
    ['a request takes more values', { request: field({ enum: ['x'] }) }, { request: field({ enum: ['x', 'y'] }) }],
    [
      'a request takes null too',
      { request: field({ type: 'string' }) },
      { request: field({ anyOf: [{ type: 'string' }, { type: 'null' }] }) },
    ],
    ['an optional parameter comes', {}, { parameters: [{ name: 'p', in: 'query', schema: {} }] }],
  ])('K-1 %s', (_title, before, after) => {
    expect(between(before, after)).toEqual([]);
  });

  it('K-1 a schema that stood in place is named', () => {
    const inline = documentOf({ response: field({ type: ['object', 'null'], properties: { b: { type: 'string' } } }) });
    const named = {
      ...documentOf({ response: field({ anyOf: [{ $ref: '#/components/schemas/B' }, { type: 'null' }] }) }),
      components: { schemas: { B: { type: 'object', properties: { b: { type: 'string' } } } } },
    };
    expect(breakingChanges(inline, named)).toEqual([]);
  });

  it('K-1 a path comes', () => {
    expect(breakingChanges({ paths: {} }, documentOf({}))).toEqual([]);
  });
});
