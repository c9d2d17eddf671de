import { createRequire } from 'node:module';
import wweb from 'whatsapp-web.js';
import type { LibrarySource } from './patch.ts';

const require = createRequire(import.meta.url);

/** Text of a function of the library; empty when this version has none there. */
const textOf = (read: () => unknown): string => {
  try {
    const found = read();
    return typeof found === 'function' ? Function.prototype.toString.call(found) : '';
  } catch {
    // Another version may have moved it; the patches then look at the page alone.
    return '';
  }
};
const methodOf = (className: string, name: string): unknown =>
  (wweb as unknown as Record<string, { prototype: Record<string, unknown> }>)[className]?.prototype[name];

/** The installed library, read once. */
export const librarySource: LibrarySource = {
  version: String((wweb as unknown as { version?: string }).version ?? 'unknown'),
  inject: textOf(() => methodOf('Client', 'inject')),
  downloadMedia: textOf(() => methodOf('Message', 'downloadMedia')),
  injected: textOf(() => (require('whatsapp-web.js/src/util/Injected/Utils.js') as { LoadUtils: unknown }).LoadUtils),
};
