export interface SchemaPath {
  /** Names joined by dots from the root of the event. */
  path: string;
  /** Values that it can have, when they are few. */
  values: string[];
}
type Schema = Record<string, unknown>;
const MAX_DEPTH = 5;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const variants = (schema: Schema): Schema[] =>
  ['anyOf', 'oneOf', 'allOf'].flatMap((name) => (Array.isArray(schema[name]) ? schema[name].filter(isSchema) : []));

const resolve = (schema: Schema, root: Schema): Schema => {
  const ref = schema.$ref;
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return schema;
  const found = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (isSchema(at) ? at[name] : undefined), root);
  return isSchema(found) ? found : schema;
};

/** Every value that a condition may name, in the order of the schema; lists are left out, conditions do not look into them. */
export const schemaPaths = (root: Schema): SchemaPath[] => {
  const found = new Map<string, string[]>();
  const walk = (given: Schema, path: string, depth: number): void => {
    const schema = resolve(given, root);
    const properties = isSchema(schema.properties) ? schema.properties : {};
    for (const variant of variants(schema)) walk(variant, path, depth);
    for (const [name, value] of Object.entries(properties)) {
      if (isSchema(value) && depth < MAX_DEPTH) walk(value, path === '' ? name : `${path}.${name}`, depth + 1);
    }
    const isLeaf = Object.keys(properties).length === 0 && variants(schema).length === 0;
    if (path === '' || !isLeaf || schema.type === 'array' || schema.type === 'null') return;
    const values = [...(Array.isArray(schema.enum) ? schema.enum : []), ...('const' in schema ? [schema.const] : [])];
    found.set(path, [...new Set([...(found.get(path) ?? []), ...values.map(String)])]);
  };
  walk(root, '', 0);
  return [...found].map(([path, values]) => ({ path, values }));
};
