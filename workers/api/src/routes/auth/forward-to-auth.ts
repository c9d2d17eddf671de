/** The sign-in library answers under this path, whichever mount of ours the request came by. */
const BASE_PATH = '/api/auth';

/** The request as the sign-in library gets it: our validated body, never the raw one. */
export const forwardToAuth = (request: Request, path: string, body: unknown): Request => {
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.set('content-type', 'application/json');
  const url = new URL(BASE_PATH + path, request.url);
  return new Request(url, { method: 'POST', headers, body: JSON.stringify(body) });
};
