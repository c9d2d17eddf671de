import * as z from 'zod';

export type Json = Record<string, unknown>;

interface DescribedParameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Json;
}
interface DescribedOperation {
  operationId: string;
  security: Record<string, string[]>[];
  parameters?: DescribedParameter[];
  requestBody?: { content: Record<string, { schema: Json; examples: { example: { value: unknown } } }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: Json; examples?: Json }> }>;
}
export interface ApiDocument {
  paths: Record<string, Record<string, DescribedOperation>>;
  components: Record<string, Record<string, Json>>;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The same document with every object closed that has properties of its own: a field that is answered and not
 * described is then a violation. Clients get the open one, because fields may come later.
 */
export const closed = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(closed) as T;
  if (!isObject(value)) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === 'examples' ? each : closed(each)]),
  );
  const isOwn = copy.type === 'object' && isObject(copy.properties) && copy.additionalProperties === undefined;
  // A problem has the details of its code beside the members of the standard.
  const isProblem = isOwn && 'requestId' in (copy.properties as Json) && 'instance' in (copy.properties as Json);
  return (isOwn && !isProblem ? { ...copy, additionalProperties: false } : copy) as T;
};

/** One operation of the description, ready to be called and judged. */
export class Described {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly isForPeople: boolean;
  readonly isPublic: boolean;
  readonly bodySchema: Json | null;
  readonly bodyExample: unknown;
  readonly query: { name: string; required: boolean; schema: Json }[];
  readonly #operation: DescribedOperation;
  readonly #document: ApiDocument;
  readonly #validators = new Map<string, z.ZodType>();

  constructor(document: ApiDocument, path: string, method: string) {
    const operation = document.paths[path]?.[method] as DescribedOperation;
    this.method = method.toUpperCase();
    this.path = path;
    this.id = operation.operationId;
    this.isPublic = operation.security.length === 0;
    this.isForPeople = !this.isPublic && !operation.security.some((each) => 'apiKey' in each);
    const json = operation.requestBody?.content['application/json'];
    this.bodySchema = json ? this.#inline(json.schema, document) : null;
    this.bodyExample = json?.examples.example.value;
    this.query = (operation.parameters ?? [])
      .filter((each) => each.in === 'query')
      .map(({ name, required = false, schema }) => ({ name, required, schema: this.#inline(schema, document) }));
    this.#operation = operation;
    this.#document = document;
  }

  get title(): string {
    return `${this.method} ${this.path}`;
  }

  /** Path with each parameter filled by `fill(segment before it)`. */
  url(fill: (resource: string) => string): string {
    const segments = this.path.split('/');
    return segments
      .map((each, at) => (each.startsWith('{') ? encodeURIComponent(fill(segments[at - 1] ?? '')) : each))
      .join('/');
  }

  /** What is wrong with an answer by the description; null when nothing is. */
  faultOf(status: number, contentType: string, text: string): string | null {
    if (status >= 500) return `answered ${status}: ${text.slice(0, 300)}`;
    const answer = this.#response(status);
    if (answer === undefined) return `answered ${status}, which is not described`;
    if (status >= 400) return this.#problemFault(status, contentType, text);
    const type = contentType.split(';')[0] ?? '';
    const schema = answer.content?.[type]?.schema;
    if (answer.content === undefined) return text === '' ? null : `answered a body with ${status}`;
    if (!(type in answer.content) && !('*/*' in answer.content)) return `answered ${type}, which is not described`;
    if (type !== 'application/json' || schema === undefined) return null;
    const parsed = this.#validator(`${status}`, schema).safeParse(JSON.parse(text));
    return parsed.success
      ? null
      : `answered ${status} unlike its schema: ${z.prettifyError(parsed.error).slice(0, 400)}`;
  }

  #problemFault(status: number, contentType: string, text: string): string | null {
    if (!contentType.startsWith('application/problem+json')) return `answered ${status} as ${contentType}`;
    const { code, requestId } = JSON.parse(text) as { code?: string; requestId?: string };
    if (typeof requestId !== 'string' || requestId === '') return `answered ${status} without a requestId`;
    const examples = this.#response(status)?.content?.['application/problem+json']?.examples ?? {};
    return code !== undefined && code in examples
      ? null
      : `answered ${status} ${String(code)}, a code that is not described`;
  }

  #response(status: number) {
    const answer = this.#operation.responses[String(status)];
    const name = answer?.$ref?.split('/').at(-1);
    return name === undefined ? answer : (this.#document.components.responses?.[name] as typeof answer);
  }

  #validator(name: string, schema: Json): z.ZodType {
    const known = this.#validators.get(name);
    if (known) return known;
    const made = z.fromJSONSchema(this.#inline(schema, this.#document));
    this.#validators.set(name, made);
    return made;
  }

  /** The schema with what it points at, as one document. */
  #inline(schema: Json, document: ApiDocument): Json {
    const whole = { ...schema, $defs: document.components.schemas };
    return JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/')) as Json;
  }
}

export const operationsOf = (document: ApiDocument): Described[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => new Described(document, path, method)),
  );
