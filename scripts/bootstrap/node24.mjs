// Plain JavaScript for Node ≥ 18: runs before anything is installed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const WANTED_MAJOR = 24;

/** Path of a Node 24: this one, or the one that npm installed for this platform; null when there is none. */
export const findNode24 = () => {
  if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return process.execPath;
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidate = path.join(ROOT, 'node_modules', `node-${platform}`, 'bin', binary);
  return existsSync(candidate) ? candidate : null;
};

/** Like findNode24, but ends the process with one clear sentence. */
export const requireNode24 = () => {
  const node = findNode24();
  if (node) return node;
  console.error(
    `WaQtor needs Node ${WANTED_MAJOR}, and none could be installed for ${process.platform}-${process.arch}: install Node ${WANTED_MAJOR} and run the command again.`,
  );
  process.exit(2);
};
