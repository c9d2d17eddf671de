import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageShape } from './network/faults.ts';

const HERE = import.meta.dirname;

/** What the network tells the page at the time the page is fetched. */
export interface PageConfig {
  socketUrl: string;
  slowLoadMs: number;
  sync: 'normal' | 'early' | 'never';
  pageShape: PageShape;
  missingModule: string | null;
}

/** The `</script>` in a string would end the script element. */
const asScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** The modules share one scope once they are joined, so that their imports and exports say nothing any more. */
const withoutModuleSyntax = (source: string): string =>
  source.replaceAll(/^import [^;]*;\n/gm, '').replaceAll(/^export /gm, '');

/**
 * The simulated WhatsApp Web page as one HTML document (the library's cache of versions serves exactly one file): the
 * modules of `page/` joined in the order of their numbers, inside one function.
 */
export const buildPage = (config: PageConfig): string => {
  const folder = join(HERE, 'page');
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const modules = files
    .sort()
    .map((name) => `// --- ${name}\n${withoutModuleSyntax(readFileSync(join(folder, name), 'utf8'))}`);
  return readFileSync(join(folder, 'page.html'), 'utf8').replace('/*MODULES*/', () =>
    [`const CONFIG = ${asScript(config)};`, ...modules].join('\n'),
  );
};

const PHONE_FILES: Record<string, { file: string; contentType: string }> = {
  '/': { file: 'phone.html', contentType: 'text/html; charset=utf-8' },
  '/phone.css': { file: 'phone.css', contentType: 'text/css; charset=utf-8' },
  '/phone.js': { file: 'phone.js', contentType: 'text/javascript; charset=utf-8' },
  '/phone-content.js': { file: 'phone-content.js', contentType: 'text/javascript; charset=utf-8' },
  '/phone-text.js': { file: 'phone-text.js', contentType: 'text/javascript; charset=utf-8' },
};

/** A file of the virtual phone; null for any other path. */
export const phoneFile = (path: string): { body: string; contentType: string } | null => {
  const known = Object.hasOwn(PHONE_FILES, path) ? PHONE_FILES[path] : undefined;
  return known ? { body: readFileSync(join(HERE, 'phone', known.file), 'utf8'), contentType: known.contentType } : null;
};
