import fc from 'fast-check';
import type { Json } from './described.ts';

const MAX_TEXT_CHARS = 40;

const text = (schema: Json): fc.Arbitrary<unknown> => {
  const {
    pattern,
    format,
    minLength = 0,
    maxLength = MAX_TEXT_CHARS,
  } = schema as {
    pattern?: string;
    format?: string;
    minLength?: number;
    maxLength?: number;
  };
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === 'email') return fc.stringMatching(/^[a-z]{1,8}@example\.com$/);
  if (format === 'date-time') return fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString());
  if (format === 'uri') return fc.webUrl();
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'ipv6') return fc.ipV6();
  return fc.string({
    minLength,
    maxLength: Math.max(minLength, Math.min(maxLength, MAX_TEXT_CHARS)),
    unit: 'grapheme',
  });
};

const number = (schema: Json): fc.Arbitrary<unknown> => {
  const min = Number(schema.minimum ?? -1000);
  const max = Math.max(min, Number(schema.maximum ?? 100_000));
  // Only a field that takes fractions has such a bound (pace of a throttle).
  const isWhole = Number.isInteger(min) && Number.isInteger(max);
  return isWhole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
};

/** Values that a JSON Schema describes: the shapes that the contracts use, `$ref` into `$defs`. */
export const valueOf = (schema: Json, defs: Json = (schema.$defs ?? {}) as Json): fc.Arbitrary<unknown> => {
  const of = (inner: unknown): fc.Arbitrary<unknown> => valueOf((inner ?? {}) as Json, defs);
  if (typeof schema.$ref === 'string') return of(defs[schema.$ref.split('/').at(-1) ?? '']);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (choices) return fc.oneof(...choices.map(of));
  if (Array.isArray(schema.type)) return fc.oneof(...(schema.type as string[]).map((type) => of({ ...schema, type })));
  switch (schema.type) {
    case 'object': {
      const properties = (schema.properties ?? {}) as Record<string, Json>;
      const required = (schema.required ?? []) as string[];
      const shape = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, of(each)]));
      return fc.record(shape, { requiredKeys: required });
    }
    case 'array': {
      const minLength = Number(schema.minItems ?? 0);
      return fc.array(of(schema.items), { minLength, maxLength: Math.max(minLength, 3) });
    }
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return number(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
};

/** What people and programs send by mistake or on purpose. */
export const junk: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e308,
  true,
  [],
  {},
  [[]],
  '\u0000',
  '\ud800',
  '‮عكس',
  '../../etc/passwd',
  "' OR 1=1 --",
  '${7*7}',
  'x'.repeat(5_000),
  { $ne: null },
  '9999999999999999999',
  '0001-01-01T00:00:00.000Z',
  '__proto__',
);

type Mutation = { at: number; how: 'replace' | 'drop' | 'add'; with: unknown };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(20),
  how: fc.constantFrom('replace' as const, 'drop' as const, 'add' as const),
  with: junk,
});

const mutate = (value: unknown, { at, how, with: junkValue }: Mutation): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return junkValue;
  const entries = Object.entries(value);
  if (how === 'add' || entries.length === 0)
    return { ...value, [at % 2 === 0 ? 'unknownField' : '__proto__x']: junkValue };
  const index = at % entries.length;
  if (how === 'drop') return Object.fromEntries(entries.filter((_, each) => each !== index));
  return Object.fromEntries(
    entries.map(([name, inner], each) => [
      name,
      each === index ? (at % 3 === 0 ? mutate(inner, { at, how, with: junkValue }) : junkValue) : inner,
    ]),
  );
};

/** Bodies: half as described, half with one thing wrong, some of another kind altogether, some no JSON. */
export const bodyOf = (schema: Json): fc.Arbitrary<string> => {
  const valid = valueOf(schema);
  return fc.oneof(
    { weight: 4, arbitrary: valid.map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: fc.tuple(valid, mutation).map(([value, each]) => JSON.stringify(mutate(value, each))) },
    { weight: 1, arbitrary: junk.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constantFrom('', '{', '[1,', '"', 'null', '{"a":1}{"b":2}', '\ufeff{}') },
  );
};

/** Text for a place in a path or query. */
export const looseText = (schema: Json): fc.Arbitrary<string> =>
  fc.oneof(valueOf(schema), junk).map((value) => {
    const word = typeof value === 'string' ? value : String(JSON.stringify(value));
    // A lone surrogate has no form in an address.
    return word.toWellFormed().slice(0, 2_000);
  });
