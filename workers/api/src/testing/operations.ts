import { call } from './api-client.ts';

export interface Operation {
  method: string;
  /** Under `/api`, with `{parameters}`. */
  path: string;
  /** Empty: known people and keys, whatever their scopes. */
  scopes: string[];
  isPublic: boolean;
}

type Description = Record<string, Record<string, { security?: Record<string, string[]>[] }>>;

/** Every operation that the API describes: a new route is in the security suite without anybody adding it. */
export const readOperations = async (): Promise<Operation[]> => {
  const response = await call('/api/openapi.json');
  const { paths } = (await response.json()) as { paths: Description };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security = [] }]) => ({
      method: method.toUpperCase(),
      path,
      scopes: security.find((requirement) => 'apiKey' in requirement)?.apiKey ?? [],
      isPublic: security.length === 0,
    })),
  );
};
