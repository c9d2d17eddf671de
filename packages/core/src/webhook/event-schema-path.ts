import { eventDataJsonSchema, eventEnvelopeJsonSchema, isEventType, type JsonSchema } from '@waqtor/contracts';

/** What the catalogue says of the values at one path: their JSON types, and which ones, where they are counted. */
export interface PathValues {
  /** `any` where the schema leaves it open. */
  types: Set<string>;
  /** Null unless every value is one of a list. */
  allowed: Set<unknown> | null;
}

const schemas = new Map<string, JsonSchema>();
let envelope: JsonSchema | null = null;

/** The whole event of one type. A type that is not in the catalogue may hold anything. */
const schemaOf = (type: string): JsonSchema => {
  const known = schemas.get(type);
  if (known) return known;
  envelope ??= eventEnvelopeJsonSchema();
  const data = isEventType(type) ? eventDataJsonSchema(type) : {};
  const schema = { ...envelope, properties: { ...envelope.properties, type: { const: type }, data } };
  schemas.set(type, schema);
  return schema;
};

/** Null when events of the type never have anything at the path. */
export const valuesAtPath = (type: string, path: string): PathValues | null => {
  let places = expand(schemaOf(type));
  for (const name of path.split('.')) places = places.flatMap((place) => step(place, name)).flatMap(expand);
  if (places.length === 0) return null;
  const types = new Set(places.flatMap(typesOf));
  const lists = places.map(listOf);
  const allowed = lists.every((list) => list !== null) ? new Set(lists.flat()) : null;
  return { types, allowed };
};

/** The alternatives that a schema stands for. */
const expand = (schema: JsonSchema): JsonSchema[] => {
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.flatMap(expand);
  if (schema.allOf) return schema.allOf.flatMap(expand);
  return [schema];
};

const isOpen = (schema: JsonSchema): boolean =>
  // A reference leads out of what is looked at here: taken for open, so that nothing valid is refused.
  schema.$ref !== undefined || typesOf(schema).includes('any');

const step = (schema: JsonSchema, name: string): JsonSchema[] => {
  if (isOpen(schema)) return [{}];
  const types = typesOf(schema);
  if (types.includes('array')) return /^\d+$/.test(name) ? [schema.items ?? {}] : [];
  if (!types.includes('object')) return [];
  const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  if (property) return [property];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
};

const listOf = (schema: JsonSchema): unknown[] | null => {
  if ('const' in schema) return [schema.const];
  if (schema.enum) return schema.enum;
  return schema.type === 'null' ? [null] : null;
};

const typesOf = (schema: JsonSchema): string[] => {
  if (schema.type !== undefined) return [schema.type].flat();
  const list = listOf(schema);
  if (list) return [...new Set(list.map(jsonTypeOf))];
  return schema.properties ? ['object'] : ['any'];
};

export const jsonTypeOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};
