import { readdirSync, readFileSync } from 'node:fs';
import { treeOf } from '../../../session-host/src/sessions/process-tree.ts';

export interface SeenProcess {
  pid: number;
  commandLine: string;
}

/** Live processes whose command line names the folder: the parts, children and browsers of one run (Linux). */
export const processesNaming = (folder: string): SeenProcess[] =>
  readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return [];
    try {
      const commandLine = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return commandLine.includes(folder) ? [{ pid: Number(entry), commandLine }] : [];
    } catch {
      // Ended between listing and reading.
      return [];
    }
  });

/** The main processes of browsers: not their renderers and helpers, not Debian's shell wrapper around them. */
export const browsersOf = (folder: string): SeenProcess[] =>
  processesNaming(folder).filter(
    ({ commandLine }) =>
      /^\S*(chrom|headless)/.test(commandLine) &&
      commandLine.includes('--user-data-dir') &&
      !commandLine.includes('--type='),
  );

/** Browsers that stand for themselves: one that is about to become a helper still looks like its parent. */
export const rootBrowsersOf = (folder: string): SeenProcess[] => {
  const all = browsersOf(folder);
  return all.filter(({ pid }) => !all.some((other) => other.pid !== pid && treeOf([other.pid]).includes(pid)));
};
