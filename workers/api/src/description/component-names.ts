import * as contracts from '@waqtor/contracts';
import * as z from 'zod';

/** Shapes that a reader knows by name; strings and numbers stand where they are used. */
const NAMED_KINDS = new Set(['object', 'enum', 'union']);

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;
const nameOf = (exported: string): string => {
  const name = exported.replace(/Schema$/, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
};

/**
 * The name of every schema that the contracts export (`messageSchema` is `Message`): a new contract is a component of
 * the description by being exported. One schema under two names has that of `…Schema`.
 */
export const namedSchemas = (): ReadonlyMap<z.ZodType, string> => {
  const names = new Map<z.ZodType, string>();
  const exports = Object.entries(contracts as Record<string, unknown>);
  for (const [exported, value] of [...exports].sort(
    ([a], [b]) => Number(b.endsWith('Schema')) - Number(a.endsWith('Schema')),
  )) {
    if (!isSchema(value) || !NAMED_KINDS.has(value._zod.def.type)) continue;
    // A query is a list of parameters, which are described one by one.
    if (!names.has(value) && !/(Query|Params)(Schema)?$/.test(exported)) names.set(value, nameOf(exported));
  }
  return names;
};
