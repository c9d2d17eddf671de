import { readdirSync, readFileSync } from 'node:fs';

/** Command line of a live process, '' when it is gone, a zombie, or not ours to read. Linux; elsewhere always ''. */
export const commandLineOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // Gone between listing and reading, or a platform without /proc: not ours.
    return '';
  }
};

/**
 * Ends what an earlier run left behind after `kill -9`: processes whose command line names this data folder.
 * The folder's absolute path is our mark: nothing else carries it.
 */
export const endLeftovers = (dataDir: string): number => {
  let ended = 0;
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    // No /proc (macOS): children watch their parent themselves, so nothing is usually left.
    return 0;
  }
  for (const entry of entries) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid || pid === process.ppid) continue;
    const commandLine = commandLineOf(pid);
    const isOurs = commandLine.includes(`${dataDir}/`) || commandLine.includes(`${dataDir} `);
    if (!isOurs || !/waqtor|session-host|workerd|chrom|headless|scripts\/local/.test(commandLine)) continue;
    if (/scripts\/(local\/)?start\./.test(commandLine)) continue;
    try {
      process.kill(pid, 'SIGKILL');
      ended += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return ended;
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

export const isStartProcess = (pid: number): boolean => {
  if (!isAlive(pid)) return false;
  const commandLine = commandLineOf(pid);
  return commandLine === '' ? process.platform !== 'linux' : commandLine.includes('scripts/local/start.ts');
};
