/** The request as the sign-in library gets it: our validated body, never the raw one. */
export const forwardToAuth = (request: Request, body: string): Request => {
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.set('content-type', 'application/json');
  return new Request(request.url, { method: 'POST', headers, body });
};
