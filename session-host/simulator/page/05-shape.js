/* global CONFIG -- the builder (static-pages.ts) writes it in front of the modules */

/**
 * Two shapes of the page. `classic` is what whatsapp-web.js 1.34.7 was written for. `renamed` is what the builds since
 * July 2026 do to it: ids lose `_serialized`, models show private fields, media downloads ask for more, and errors
 * have the names of the minifier. Here both kinds of ids are renamed; the real site has so far renamed one of them.
 */
export const isRenamed = CONFIG.pageShape === 'renamed';
export const SERIALIZED = isRenamed ? '$1' : '_serialized';
export const PAGE_VERSION = isRenamed ? '2.3000.1047775310' : '2.3000.1000000000';

/** An error as this page throws it; `fields` survive the minifier. */
export const pageError = (name, message, fields = {}) =>
  Object.assign(new Error(isRenamed ? 't' : message), { name: isRenamed ? 't' : name }, fields);
