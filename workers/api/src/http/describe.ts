import { ERRORS } from '@waqtor/contracts';
import type { ErrorCode } from '@waqtor/contracts';
import type { z as described } from '@hono/zod-openapi';
import type * as z from 'zod';

/**
 * The description library adds `.openapi` to the types of its own copy of zod, which schemas of the contracts lack.
 * It reads them by their definition alone, so that only the type must be told.
 */
type Described<T extends z.ZodType> = described.ZodType<z.output<T>, z.input<T>>;
const asDescribed = <T extends z.ZodType>(schema: T): Described<T> => schema as unknown as Described<T>;

/** Path, query or header parameters. */
export const parameters = <T extends z.ZodObject>(schema: T) => schema as unknown as described.ZodObject & Described<T>;

/** A JSON request body that must be there. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  body: { required: true as const, content: { 'application/json': { schema: asDescribed(schema) } } },
});

/**
 * A JSON request body that may be left out; an empty one is `{}`. The router applies no defaults then: the handler
 * parses what is valid once more.
 */
export const optionalJsonBody = <T extends z.ZodType>(schema: T) => ({
  body: { required: false as const, content: { 'application/json': { schema: asDescribed(schema) } } },
});

/** A JSON answer. */
export const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema: asDescribed(schema) } },
});

/** Where a response of `problems` keeps its codes for the description of the operation. */
export const CODES = 'x-codes';

/**
 * The problem documents of a route, by status. Those that follow from what the route is (guarded, with a body, a POST)
 * are added by the description itself: name here what only this route answers.
 */
export const problems = (...codes: ErrorCode[]) => {
  const byStatus: Record<number, ErrorCode[]> = {};
  for (const code of codes) (byStatus[ERRORS[code].status] ??= []).push(code);
  const answers = Object.fromEntries(
    Object.entries(byStatus).map(([status, names]) => [
      status,
      { description: `Problem: ${names.join(', ')}.`, [CODES]: names },
    ]),
  );
  // Handlers throw problems, they never return one: their type must not offer it.
  return answers as Record<never, never>;
};
