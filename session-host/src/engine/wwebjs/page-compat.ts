import type { HostFactOf } from '@waqtor/contracts';
import type { GuardedClient } from './guarded-client.ts';
import type { PageWindow } from './page-window.ts';
import { librarySource } from './patches/library-source.ts';
import type { LibrarySource, PatchOutcome } from './patches/patch.ts';
import { CLIENT_PATCHES, PAGE_PATCHES } from './patches/registry.ts';
import { patchExpression } from './patches/run-patches.ts';
import { missingSurface, NEEDED_SURFACE } from './surface-probe.ts';

declare const window: PageWindow;

type Page = NonNullable<GuardedClient['pupPage']>;

const MAX_VERSION_CHARS = 40;

/** Contract limits of the fact. */
const MAX_MISSING = 500;
const MAX_NAME_CHARS = 200;

/** What became of every patch: of those around the client by the library's text, of the others by the page's answer. */
export const outcomesOf = (library: LibrarySource, inPage: readonly PatchOutcome[]): PatchOutcome[] => [
  ...PAGE_PATCHES.map(({ id }) => inPage.find((outcome) => outcome.id === id) ?? { id, state: 'not_needed' as const }),
  ...CLIENT_PATCHES.map((patch) => ({
    id: patch.id,
    state: patch.isInLibrary(library) ? ('applied' as const) : ('not_needed' as const),
  })),
];

/** Puts the patches into a page that has the library and tells how page and library fit (S-9). */
export const mendPage = async (page: Page): Promise<HostFactOf<'compat'>> => {
  const missing = await page.evaluate(missingSurface, [...NEEDED_SURFACE]);
  const inPage = (await page.evaluate(patchExpression(PAGE_PATCHES, librarySource))) as PatchOutcome[];
  const shown = await page.evaluate(() => String(window.Debug?.VERSION ?? ''));
  const [pageVersion = ''] = /^[\d.]+/.exec(shown) ?? [];
  return {
    type: 'compat',
    missing: missing.slice(0, MAX_MISSING).map((name) => name.slice(0, MAX_NAME_CHARS)),
    patches: outcomesOf(librarySource, inPage),
    libraryVersion: librarySource.version.slice(0, MAX_VERSION_CHARS),
    pageVersion: pageVersion.slice(0, MAX_VERSION_CHARS),
  };
};

/** The module that the library asked for in vain; it words this itself, in errors that come from the page. */
export const missingModuleOf = (error: unknown): string | null => {
  for (let at = error; at instanceof Error; at = at.cause) {
    const name = /unknown module "?([\w.]{1,100})/i.exec(at.message)?.[1];
    if (name) return name;
  }
  return null;
};
