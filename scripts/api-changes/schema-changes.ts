export type Json = Record<string, unknown>;
/** `request`: what clients send must go on being accepted. `response`: what clients read must go on being there. */
export type Direction = 'request' | 'response';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What a `$ref` points at, in its own document. */
export const follow = (document: Json, value: unknown): Json => {
  let node = objectOf(value);
  for (let hops = 0; typeof node.$ref === 'string' && hops < 20; hops += 1) {
    const parts = node.$ref.replace(/^#\//, '').split('/');
    let target: unknown = document;
    for (const part of parts) target = objectOf(target)[part.replaceAll('~1', '/').replaceAll('~0', '~')];
    node = objectOf(target);
  }
  return node;
};

/** `allOf` of objects as one object; `anyOf [X, null]` as a nullable X. */
const flatten = (document: Json, value: unknown): Json => {
  const schema = follow(document, value);
  if (Array.isArray(schema.allOf)) {
    const parts = schema.allOf.map((part) => flatten(document, part));
    const properties: Json = {};
    for (const part of parts) {
      for (const [name, each] of Object.entries(objectOf(part.properties))) {
        properties[name] = name in properties ? { allOf: [properties[name], each] } : each;
      }
    }
    return Object.assign({}, ...parts, {
      properties,
      required: parts.flatMap((part) => listOf(part.required)),
    }) as Json;
  }
  const choices = listOf(schema.anyOf ?? schema.oneOf).map((choice) => flatten(document, choice));
  const others = choices.filter((choice) => choice.type !== 'null');
  if (choices.length > 0 && others.length === 1 && others.length < choices.length) {
    return { ...others[0], type: [...typesOf(others[0] as Json), 'null'] };
  }
  return schema;
};

const typesOf = (schema: Json): string[] => {
  if (Array.isArray(schema.type)) return schema.type as string[];
  if (typeof schema.type === 'string') return [schema.type];
  if (schema.const !== undefined) return [typeof schema.const];
  return schema.properties !== undefined && Object.keys(objectOf(schema.properties)).length > 0 ? ['object'] : [];
};

/** Does a value of type `narrow` always have type `wide`? */
const isWithin = (narrow: string[], wide: string[]): boolean =>
  wide.length === 0 ||
  (narrow.length > 0 && narrow.every((type) => wide.includes(type) || (type === 'integer' && wide.includes('number'))));

const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];

const boundChanges = (before: Json, after: Json, where: string): string[] => {
  const faults: string[] = [];
  for (const bound of LOWER_BOUNDS) {
    if (after[bound] !== undefined && Number(after[bound]) > Number(before[bound] ?? -Infinity)) {
      if (Number(after[bound]) > 0 || before[bound] !== undefined) faults.push(`${where}: ${bound} became narrower`);
    }
  }
  for (const bound of UPPER_BOUNDS) {
    if (after[bound] !== undefined && Number(after[bound]) < Number(before[bound] ?? Infinity)) {
      faults.push(`${where}: ${bound} became narrower`);
    }
  }
  if (after.pattern !== undefined && after.pattern !== before.pattern) faults.push(`${where}: pattern changed`);
  return faults;
};

const enumOf = (schema: Json): unknown[] | null =>
  Array.isArray(schema.enum) ? schema.enum : schema.const === undefined ? null : [schema.const];

const enumChanges = (before: Json, after: Json, where: string): string[] => {
  const [old, now] = [enumOf(before), enumOf(after)];
  if (now === null) return [];
  if (old === null) return [`${where}: is now one of a list`];
  return old
    .filter((value) => !now.includes(value))
    .map((value) => `${where}: no longer takes ${JSON.stringify(value)}`);
};

/** Breaks between two documents' schemas; knows both documents, and where it has been. */
export class SchemaComparison {
  readonly #before: Json;
  readonly #after: Json;
  readonly #seen = new Set<string>();

  constructor(before: Json, after: Json) {
    this.#before = before;
    this.#after = after;
  }

  compare(beforeValue: unknown, afterValue: unknown, direction: Direction, where: string): string[] {
    if (beforeValue === undefined || afterValue === undefined) return [];
    const pair = `${direction} ${String(objectOf(beforeValue).$ref)} ${String(objectOf(afterValue).$ref)}`;
    if (objectOf(beforeValue).$ref !== undefined && objectOf(afterValue).$ref !== undefined) {
      // A recursive schema comes back to itself; its breaks are told once, at the first place.
      if (this.#seen.has(pair + where.split('.').length) || where.split('.').length > 30) return [];
      this.#seen.add(pair + where);
    }
    const [before, after] = [flatten(this.#before, beforeValue), flatten(this.#after, afterValue)];
    const unions = this.#compareUnions(before, after, direction, where);
    if (unions) return unions;
    const [old, now] = [typesOf(before), typesOf(after)];
    const isKept = direction === 'request' ? isWithin(old, now) : isWithin(now, old);
    if (!isKept) return [`${where}: type changed from ${old.join('|') || 'any'} to ${now.join('|') || 'any'}`];
    return [
      ...(direction === 'request' ? [...enumChanges(before, after, where), ...boundChanges(before, after, where)] : []),
      ...this.#compareProperties(before, after, direction, where),
      ...this.compare(before.items, after.items, direction, `${where}[]`),
    ];
  }

  /** Requests: each old alternative is still taken. Answers: each new alternative was known. */
  #compareUnions(before: Json, after: Json, direction: Direction, where: string): string[] | null {
    const [old, now] = [listOf(before.anyOf ?? before.oneOf), listOf(after.anyOf ?? after.oneOf)];
    if (old.length === 0 && now.length === 0) return null;
    const [givens, takers] =
      direction === 'request'
        ? [old.length ? old : [before], now.length ? now : [after]]
        : [now.length ? now : [after], old.length ? old : [before]];
    const isTaken = (given: unknown): boolean =>
      takers.some((taker) => {
        const [a, b] = direction === 'request' ? [given, taker] : [taker, given];
        return new SchemaComparison(this.#before, this.#after).compare(a, b, direction, where).length === 0;
      });
    return givens.every(isTaken) ? [] : [`${where}: alternatives changed`];
  }

  #compareProperties(before: Json, after: Json, direction: Direction, where: string): string[] {
    const [old, now] = [objectOf(before.properties), objectOf(after.properties)];
    const [oldRequired, nowRequired] = [listOf(before.required), listOf(after.required)];
    const faults: string[] = [];
    for (const [name, schema] of Object.entries(old)) {
      const field = `${where}.${name}`;
      if (!(name in now)) {
        // An open request object goes on ignoring the field.
        if (direction === 'response' || after.additionalProperties === false) faults.push(`${field}: removed`);
        continue;
      }
      if (direction === 'response' && oldRequired.includes(name) && !nowRequired.includes(name)) {
        faults.push(`${field}: may now be missing`);
      }
      faults.push(...this.compare(schema, now[name], direction, field));
    }
    if (direction === 'request') {
      for (const name of nowRequired) {
        if (!oldRequired.includes(name)) faults.push(`${where}.${String(name)}: is now required`);
      }
    }
    return faults;
  }
}
