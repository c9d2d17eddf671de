import type { Role } from '@waqtor/contracts';
import { call } from './api-client.ts';
import type { CallOptions } from './api-client.ts';

export interface Operation {
  method: string;
  /** Under `/api`, with `{parameters}`. */
  path: string;
  /** Serves keys and people, people alone, or everybody. */
  access: 'key' | 'person' | 'public';
  /** Null: known people and keys, whatever their scopes. */
  scope: string | null;
  /** The roles that may; all where no scope is asked. */
  roles: Role[];
  isDangerous: boolean;
  /** The example of the description, which is a valid body; undefined where there is none. */
  body: unknown;
  /** Required query parameters with a valid value. */
  query: string;
}

interface DescribedOperation {
  security?: Record<string, string[]>[];
  'x-required-scope'?: string;
  'x-required-roles'?: Role[];
  'x-dangerous'?: boolean;
  parameters?: { name?: string; in?: string; required?: boolean; schema?: { enum?: string[]; default?: unknown } }[];
  requestBody?: { content: Record<string, { examples?: { example: { value: unknown } } }> };
}

const accessOf = (security: Record<string, string[]>[]): Operation['access'] => {
  const schemes = security.flatMap((requirement) => Object.keys(requirement));
  if (schemes.includes('apiKey')) return 'key';
  return schemes.includes('login') ? 'person' : 'public';
};

const queryOf = ({ parameters = [] }: DescribedOperation): string => {
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const pairs = required.map(({ name, schema }) => [name ?? '', schema?.enum?.[0] ?? 'x']);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
};

/** Every operation that the API describes: a new route is in the security suite without anybody adding it. */
export const readOperations = async (): Promise<Operation[]> => {
  const response = await call('/api/openapi.json');
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, DescribedOperation>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      access: accessOf(described.security ?? []),
      scope: described['x-required-scope'] ?? null,
      roles: described['x-required-roles'] ?? [],
      isDangerous: described['x-dangerous'] ?? false,
      body: described.requestBody?.content['application/json']?.examples?.example.value,
      query: queryOf(described),
    })),
  );
};

export const titleOf = (operation: Operation): string => `${operation.method} ${operation.path}`;

/** Fills path parameters, in their order; what `ids` leaves out exists nowhere. */
const urlOf = (operation: Operation, ids: readonly string[]): string => {
  let at = 0;
  const filled = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(ids[at++] ?? 'x'));
  return `/api${filled}${operation.query}`;
};

/** One request to an operation with a valid body; `ids` for its path parameters. */
export const ask = (
  operation: Operation,
  options: CallOptions = {},
  ids: readonly string[] = [],
): Promise<Response> => {
  const hasBody = operation.body !== undefined && operation.method !== 'GET';
  return call(urlOf(operation, ids), {
    ...options,
    method: operation.method,
    ...(hasBody ? { body: operation.body } : {}),
  });
};
