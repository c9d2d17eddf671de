import { describe, expect, it } from 'vitest';
import { schemaPaths } from './schema-paths.ts';

describe('the fields that a condition may name', () => {
  it('W-3 are the leaves of the schema, with their few values', () => {
    const schema = {
      properties: {
        type: { const: 'message.received' },
        data: {
          properties: {
            kind: { enum: ['text', 'image'] },
            contact: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/contact' }] },
            tags: { type: 'array', items: { type: 'string' } },
          },
        },
      },
      $defs: { contact: { properties: { phone: { type: 'string' } } } },
    };
    expect(schemaPaths(schema)).toEqual([
      { path: 'type', values: ['message.received'] },
      { path: 'data.kind', values: ['text', 'image'] },
      { path: 'data.contact.phone', values: [] },
    ]);
  });
});
