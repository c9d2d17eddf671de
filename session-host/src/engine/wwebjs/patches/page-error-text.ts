import type { PageWindow } from '../page-window.ts';
import type { PagePatch } from './patch.ts';

declare const window: PageWindow;

export const pageErrorText: PagePatch = {
  where: 'page',
  id: 'page-error-text',
  breaks: 'Errors of the page reach the host as single letters such as `t: t`, so that nobody can tell what failed.',
  since: 'WhatsApp Web of July 2026',
  source: 'whatsapp-web.js #201833 (`r: r`)',
  appliedTo: 'Errors on their way out of our calls and of downloads: the functions that they came through are named.',
  offWhen: 'The page is not minified. An error that has a text keeps it.',
  // Whatever the library makes of an error, the page has made single letters of it before.
  isInLibrary: () => true,
  isInPage: () => {
    const { createWid } = window.require('WAWebWidFactory');
    if (/^(async )?(function\s*\w?\s*)?\(?\w(,\w)*\)?\s*(=>|\{)/.test(String(createWid))) return true;
    try {
      createWid('not an id');
      return false;
    } catch (error) {
      return String(error instanceof Error ? error.message : error).length <= 2;
    }
  },
  apply: () => {
    const LONGEST_MINIFIED = 2;
    const FRAMES = 4;
    const textOf = (error: unknown): string => {
      const { name, message, stack, status } = Object(error) as Partial<Error> & { status?: unknown };
      const text = message ?? String(error);
      if (text.length > LONGEST_MINIFIED) return text;
      // Names of functions alone: addresses of scripts say nothing more and are long.
      const frames = [...(stack ?? '').matchAll(/^\s*at (?:async )?([^\s(]+) \(/gm)]
        .slice(0, FRAMES)
        .map(([, at]) => at);
      const code = typeof status === 'number' ? ` with status ${status}` : '';
      return `${name ?? 'Error'}: ${text}${code}, in ${frames.join(' < ') || 'code without names'}`;
    };
    window.WaQtorErrorText = textOf;
    const { downloadManager } = window.require('WAWebDownloadManager');
    const original = downloadManager.downloadAndMaybeDecrypt;
    downloadManager.downloadAndMaybeDecrypt = async (question) => {
      try {
        return await original.call(downloadManager, question);
      } catch (error) {
        const { status } = Object(error) as { status?: unknown };
        // The library reads the status: 404 is a file that is gone.
        throw Object.assign(new Error(textOf(error)), status === undefined ? {} : { status });
      }
    };
  },
  holds: () => (window.WaQtorErrorText?.(new Error('t')) ?? '').length > 'Error: t'.length,
};
