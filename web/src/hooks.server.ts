import type { Handle, HandleServerError } from '@sveltejs/kit';
import { getTextDirection } from '$lib/paraglide/runtime.js';
import { paraglideMiddleware } from '$lib/paraglide/server.js';

/** Only these two of the font's files are on every page; the rest loads when a letter needs it. */
const PRELOADED_FONT = /cairo-(arabic|latin)-wght/;

/** Picks the language (and redirects to its prefix), then renders in it. */
export const handle: Handle = ({ event, resolve }) =>
  paraglideMiddleware(event.request, ({ request, locale }) => {
    event.request = request;
    event.locals.locale = locale;
    return resolve(event, {
      transformPageChunk: ({ html }) =>
        html.replace('%waqtor.lang%', locale).replace('%waqtor.dir%', getTextDirection(locale)),
      preload: ({ type, path }) => type === 'js' || type === 'css' || (type === 'font' && PRELOADED_FONT.test(path)),
    });
  });

/** Log text is constant: an error's own words may hold what a person typed. */
export const handleError: HandleServerError = ({ error, event, status }) => {
  const requestId = event.request.headers.get('x-request-id') ?? crypto.randomUUID();
  if (status !== 404) {
    const name = error instanceof Error ? error.name : 'unknown';
    console.error(
      JSON.stringify({ level: 'error', message: 'page failed', route: event.route.id, status, name, requestId }),
    );
  }
  return { message: 'internal', requestId };
};
