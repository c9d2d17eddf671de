import { error, type RequestEvent } from '@sveltejs/kit';

/** What the API needs to know of the visitor; nothing else is passed on. */
const FORWARDED = ['cookie', 'cf-connecting-ip', 'user-agent', 'x-request-id'];

type Visit = Pick<RequestEvent, 'request' | 'platform' | 'url' | 'locals'>;

/** One read of the API during rendering: by the service binding, with the visitor's own cookie. Null when refused. */
export const readApi = async <T>(visit: Visit, path: string): Promise<T | null> => {
  const api = visit.platform?.env.API;
  if (!api) return null;
  const headers = new Headers({ accept: 'application/json', 'accept-language': visit.locals.locale });
  for (const name of FORWARDED) {
    const value = visit.request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const response = await api.fetch(new Request(new URL(path, visit.url), { headers }));
  if (response.status >= 500) {
    error(503, { message: 'unavailable', requestId: response.headers.get('x-request-id') ?? '' });
  }
  return response.ok ? ((await response.json()) as T) : null;
};

/** Cheap and only a hint: visitors without any login cookie cost no call. */
export const mayBeSignedIn = (request: Request): boolean =>
  (request.headers.get('cookie') ?? '').includes('session_token=');
