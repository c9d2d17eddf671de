const INTERNAL_PREFIX = 'x-waqtor-internal-';

/** The request as the API may see it: headers that our Workers use among themselves are nobody else's to send. */
export const toApiRequest = (request: Request): Request => {
  const internal = [...request.headers.keys()].filter((name) => name.startsWith(INTERNAL_PREFIX));
  if (internal.length === 0) return request;
  const headers = new Headers(request.headers);
  for (const name of internal) headers.delete(name);
  return new Request(request, { headers });
};
