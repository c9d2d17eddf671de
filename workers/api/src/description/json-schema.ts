import * as z from 'zod';
import { namedSchemas } from './component-names.ts';

export type JsonSchema = Record<string, unknown>;

/** Whose `pattern` says in 400 characters what the format says in one word. */
const FORMATS = new Set(['date-time', 'email', 'ipv4', 'ipv6', 'cidrv4', 'cidrv6', 'uri']);
/** No format of JSON Schema: left out of `format`, kept in `description`. */
const OWN_FORMATS: Readonly<Record<string, string>> = { cidrv4: 'An IPv4 network.', cidrv6: 'An IPv6 network.' };

/** Takes away what says nothing to a reader; closes only what the contract closes. */
const tidy = ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void => {
  const told = z.globalRegistry.get(zodSchema);
  if (told?.description !== undefined) jsonSchema.description = told.description;
  if (told?.examples !== undefined) jsonSchema.examples = told.examples;
  const { format } = jsonSchema;
  if (typeof format === 'string' && FORMATS.has(format)) delete jsonSchema.pattern;
  if (typeof format === 'string' && format in OWN_FORMATS) {
    jsonSchema.description ??= OWN_FORMATS[format];
    delete jsonSchema.format;
  }
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  // Answers may gain fields: an object is closed only where the contract is strict.
  const isOpen = zodSchema._zod.def.type === 'object' && zodSchema._zod.def.catchall === undefined;
  if (isOpen) delete jsonSchema.additionalProperties;
};

const isObject = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

/** Turns contracts into JSON Schema 2020-12 and collects what has a name under `#/components/schemas`. */
export class SchemaSet {
  readonly components: Record<string, JsonSchema> = {};
  readonly #names = namedSchemas();
  readonly #registry = z.registry<{ id: string }>();
  readonly #known = new Map<z.ZodType, { input?: JsonSchema; output?: JsonSchema }>();

  constructor() {
    for (const [schema, id] of this.#names) this.#registry.add(schema, { id });
  }

  /** `input` for what a client sends, `output` for what it gets. */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const known = this.#known.get(schema) ?? {};
    this.#known.set(schema, known);
    return (known[io] ??= this.#convert(schema, io));
  }

  #convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const converted = z.toJSONSchema(schema, { io, metadata: this.#registry, unrepresentable: 'any', override: tidy });
    const { $schema: _dialect, $defs = {}, ...own } = converted as JsonSchema & { $defs?: Record<string, JsonSchema> };
    for (const [id, definition] of Object.entries($defs)) this.#add(id, definition, io);
    const id = this.#registry.get(schema)?.id;
    if (id === undefined) return this.#moved(own) as JsonSchema;
    if (own.$ref === undefined) this.#add(id, own, io);
    return { $ref: `#/components/schemas/${id}` };
  }

  #add(id: string, definition: JsonSchema, io: 'input' | 'output'): void {
    const { id: _id, ...body } = this.#moved(definition) as JsonSchema;
    const before = this.components[id];
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(body)) {
      throw new Error(`The contract ${id} differs as ${io}: export a schema of its own for what is sent.`);
    }
    this.components[id] = body;
  }

  #moved(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#moved(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === '$ref' && typeof item === 'string'
          ? item.replace('#/$defs/', '#/components/schemas/')
          : this.#moved(item),
      ]),
    );
  }
}

/** One schema that needs no other document: JSON Schema 2020-12 with everything in place. */
export const standaloneSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'output', metadata: z.registry(), unrepresentable: 'any', override: tidy });
