const ALWAYS = {
  // The microphone is for voice messages (M-2): for this origin, never for a page that is put into ours.
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(self), geolocation=(), payment=(), usb=(), interest-cohort=()',
  'cross-origin-opener-policy': 'same-origin',
};
/** Two years, as the preload list asks. */
const HSTS = 'max-age=63072000; includeSubDomains; preload';

/** The headers of every page. Pages are personal: no cache in between keeps them. */
export const withPageHeaders = (response: Response, url: URL): Response => {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
  if (url.protocol === 'https:') headers.set('strict-transport-security', HSTS);
  if (headers.get('content-type')?.startsWith('text/html')) headers.set('cache-control', 'private, no-store');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
};
