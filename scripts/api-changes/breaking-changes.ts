import { follow, objectOf, SchemaComparison } from './schema-changes.ts';
import type { Direction, Json } from './schema-changes.ts';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

const compareContent = (
  schemas: SchemaComparison,
  before: unknown,
  after: unknown,
  direction: Direction,
  where: string,
): string[] =>
  Object.entries(objectOf(before)).flatMap(([type, media]) => {
    const now = objectOf(after)[type];
    if (now === undefined) return [`${where}: no longer ${direction === 'request' ? 'takes' : 'answers'} ${type}`];
    return schemas.compare(objectOf(media).schema, objectOf(now).schema, direction, where);
  });

const parametersOf = (document: Json, operation: Json): Map<string, Json> => {
  const list = Array.isArray(operation.parameters) ? operation.parameters : [];
  return new Map(
    list.map((each) => {
      const parameter = follow(document, each);
      return [`${String(parameter.in)} ${String(parameter.name).toLowerCase()}`, parameter];
    }),
  );
};

/** Every scope that a key needs: one more is a break for keys that work today. */
const scopesOf = (operation: Json): string[] =>
  (Array.isArray(operation.security) ? operation.security : []).flatMap(
    (each) => (objectOf(each).apiKey as string[]) ?? [],
  );

class Comparison {
  readonly #before: Json;
  readonly #after: Json;
  readonly #schemas: SchemaComparison;

  constructor(before: Json, after: Json) {
    this.#before = before;
    this.#after = after;
    this.#schemas = new SchemaComparison(before, after);
  }

  section(name: 'paths' | 'webhooks'): string[] {
    const [old, now] = [objectOf(this.#before[name]), objectOf(this.#after[name])];
    return Object.entries(old).flatMap(([path, item]) => {
      if (now[path] === undefined) return [`${path}: removed`];
      const methods = METHODS.filter((method) => objectOf(item)[method] !== undefined);
      return methods.flatMap((method) => {
        const title = `${method.toUpperCase()} ${path}`;
        const after = objectOf(now[path])[method];
        if (after === undefined) return [`${title}: removed`];
        const pair = [objectOf(objectOf(item)[method]), objectOf(after)] as const;
        return name === 'paths' ? this.#operation(...pair, title) : this.#webhook(...pair, `webhook ${path}`);
      });
    });
  }

  #operation(before: Json, after: Json, title: string): string[] {
    const renamed = before.operationId === after.operationId ? [] : [`${title}: operationId changed`];
    const scopes = scopesOf(after)
      .filter((scope) => !scopesOf(before).includes(scope))
      .map((scope) => `${title}: now needs ${scope}`);
    return [
      ...renamed,
      ...scopes,
      ...this.#parameters(before, after, title),
      ...this.#body(before, after, title),
      ...this.#responses(before, after, title),
    ];
  }

  /** What subscribers get is to them an answer. */
  #webhook(before: Json, after: Json, title: string): string[] {
    const content = (document: Json, operation: Json) => follow(document, operation.requestBody).content;
    return compareContent(this.#schemas, content(this.#before, before), content(this.#after, after), 'response', title);
  }

  #parameters(before: Json, after: Json, title: string): string[] {
    const [old, now] = [parametersOf(this.#before, before), parametersOf(this.#after, after)];
    const faults: string[] = [];
    for (const [name, parameter] of old) {
      const next = now.get(name);
      if (next === undefined) faults.push(`${title} ${name}: removed`);
      else faults.push(...this.#schemas.compare(parameter.schema, next.schema, 'request', `${title} ${name}`));
    }
    for (const [name, parameter] of now) {
      if (parameter.required === true && old.get(name)?.required !== true)
        faults.push(`${title} ${name}: is now required`);
    }
    return faults;
  }

  #body(before: Json, after: Json, title: string): string[] {
    const [old, now] = [follow(this.#before, before.requestBody), follow(this.#after, after.requestBody)];
    if (now.required === true && old.required !== true) return [`${title} body: is now required`];
    return compareContent(this.#schemas, old.content, now.content, 'request', `${title} body`);
  }

  #responses(before: Json, after: Json, title: string): string[] {
    const [old, now] = [objectOf(before.responses), objectOf(after.responses)];
    return Object.entries(old).flatMap(([status, answer]) => {
      if (now[status] === undefined) return [`${title} ${status}: no longer answered`];
      const contents = [follow(this.#before, answer).content, follow(this.#after, now[status]).content] as const;
      return compareContent(this.#schemas, ...contents, 'response', `${title} ${status}`);
    });
  }
}

/** What of `after` breaks a client that was written for `before`: one sentence each, empty when all is additive. */
export const breakingChanges = (before: unknown, after: unknown): string[] => {
  const comparison = new Comparison(objectOf(before), objectOf(after));
  return [...comparison.section('paths'), ...comparison.section('webhooks')];
};
