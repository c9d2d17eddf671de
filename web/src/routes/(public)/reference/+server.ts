import rapidocUrl from 'rapidoc/dist/rapidoc-min.js?url';
import { referencePage } from './reference-page.ts';
import type { RequestHandler } from './$types';

/**
 * For this page alone. RapiDoc puts `<style>` elements into its shadow root, which only 'unsafe-inline' styles allow;
 * scripts come from our own files and nothing is evaluated. Nobody else is spoken to.
 */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ');

/** The reference of the API: a document of its own, so that its reader's script is on no other page. */
export const GET: RequestHandler = ({ locals }) =>
  new Response(referencePage(locals.locale, rapidocUrl), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP },
  });
