import type { Problem } from '@waqtor/contracts';
import { getLocale } from '$lib/paraglide/runtime.js';
import { ApiProblem, networkProblem } from './problem.ts';
import { sessionEnded } from './session-ended.ts';

/** Longer than the API waits for an outcome (5 s), short enough that a person has not left. */
const TIMEOUT_MS = 20_000;

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Sent as JSON; a Blob (a picture) as it is, with its own type. */
  body?: unknown;
  query?: Record<string, string | number | undefined>;
  /** Makes a repetition within 24 h the same act (M-4). */
  idempotencyKey?: string;
  /** Refuses the change (412) when it is not this version that is there (`ETag` of `requestWithEtag`). */
  ifMatch?: string;
  signal?: AbortSignal;
  /** Sign-in answers 401 for a wrong password: that is no ended session. */
  isSignIn?: boolean;
  /** Goes out even when the page is left meanwhile. */
  isKeptAlive?: boolean;
}

const urlOf = (path: string, query: RequestOptions['query']): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size > 0 ? `${path}?${parameters}` : path;
};

const contentOf = (body: unknown): { type?: string; content?: BodyInit } => {
  if (body === undefined) return {};
  if (body instanceof Blob) return { type: body.type || 'application/octet-stream', content: body };
  return { type: 'application/json', content: JSON.stringify(body) };
};

const send = async (path: string, options: RequestOptions): Promise<Response> => {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { type, content } = contentOf(options.body);
    return await fetch(urlOf(path, options.query), {
      method: options.method ?? 'GET',
      headers: {
        accept: 'application/json',
        'accept-language': getLocale(),
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(options.ifMatch ? { 'if-match': options.ifMatch } : {}),
        ...(options.idempotencyKey ? { 'idempotency-key': options.idempotencyKey } : {}),
      },
      ...(content === undefined ? {} : { body: content }),
      ...(options.isKeptAlive ? { keepalive: true } : {}),
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw networkProblem();
  }
};

const bodyOf = async <T>(response: Response, options: RequestOptions): Promise<T> => {
  if (response.status === 204) return undefined as T;
  if (response.ok) return (await response.json()) as T;
  const problem = await problemIn(response);
  if (response.status === 401 && !options.isSignIn) sessionEnded();
  throw problem;
};

/** One call of the REST API. Answers the body; throws `ApiProblem` for everything else. */
export const request = async <T>(path: string, options: RequestOptions = {}): Promise<T> =>
  bodyOf<T>(await send(path, options), options);

/** The same for something that will be edited: its version comes along, for `ifMatch`. */
export const requestWithEtag = async <T>(
  path: string,
  options: RequestOptions = {},
): Promise<{ body: T; etag: string | undefined }> => {
  const response = await send(path, options);
  return { body: await bodyOf<T>(response, options), etag: response.headers.get('etag') ?? undefined };
};

const problemIn = async (response: Response): Promise<ApiProblem> => {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) ? retryAfter : null;
  try {
    const body = (await response.json()) as Partial<Problem>;
    return new ApiProblem({ ...body, status: response.status, code: body.code ?? 'internal' }, seconds);
  } catch {
    // Not a problem document: something between us and the API answered.
    return new ApiProblem({ status: response.status, code: 'internal' }, seconds);
  }
};
