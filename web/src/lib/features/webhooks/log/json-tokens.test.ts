import { describe, expect, it } from 'vitest';
import { curlCommand } from './curl-command.ts';
import { jsonTokens, prettyBody } from './json-tokens.ts';

describe('a body as it is shown', () => {
  it.each(['{"a":"b:1","n":-1.5e3,"t":[true,null,"\\"x\\""],"ع":"سلام"}', '<h1>no JSON</h1>', ''])(
    'W-5 loses nothing by its colours: %s',
    (body) => {
      const pretty = prettyBody(body);
      expect(
        jsonTokens(pretty)
          .map(({ text }) => text)
          .join(''),
      ).toBe(pretty);
    },
  );

  it('W-5 tells names from texts', () => {
    const kinds = jsonTokens('{ "a": "b", "n": 1 }').filter(({ kind }) => kind !== 'plain');
    expect(kinds.map(({ kind }) => kind)).toEqual(['key', 'text', 'key', 'number']);
  });

  it('W-5 as a command it survives quotes in the body', () => {
    expect(curlCommand('https://a.example', { 'x-a': '1' }, `{"a":"it's"}`)).toBe(
      [`curl -X POST 'https://a.example'`, `  -H 'x-a: 1'`, `  --data-binary '{"a":"it'\\''s"}'`].join(' \\\n'),
    );
  });
});
