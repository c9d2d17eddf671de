import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of the machine, or of the container's limit where that is lower. */
export interface MachineMemory {
  totalBytes: number;
  availableBytes: number;
}

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Another system, or no limit set here.
    return null;
  }
};

const kilobytes = (meminfo: string, name: string): number | null => {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1];
  return value === undefined ? null : Number(value) * 1024;
};

const bytesIn = (path: string): number | null => {
  const text = read(path)?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
};

/** File pages that the kernel gives back when asked count as available, as MemAvailable of the machine does. */
const reclaimable = (group: string): number =>
  Number(/^inactive_file (\d+)$/m.exec(read(join(group, 'memory.stat')) ?? '')?.[1] ?? 0);

/** Folders of the own control group and those above it: the lowest limit on the way counts. */
const groupsOf = (root: string): string[] => {
  const own = /^0::(\/.*)$/m.exec(read(join(root, 'proc/self/cgroup')) ?? '')?.[1];
  if (own === undefined) return [];
  const parts = own.split('/').filter((part) => part !== '' && part !== '..');
  const base = join(root, 'sys/fs/cgroup');
  return parts.reduce((paths, part) => [...paths, join(paths.at(-1) ?? base, part)], [base]);
};

/** Null where the system does not tell. `root` stands for `/` in tests. */
export const machineMemory = (root = '/'): MachineMemory | null => {
  const meminfo = read(join(root, 'proc/meminfo')) ?? '';
  const totalBytes = kilobytes(meminfo, 'MemTotal');
  const availableBytes = kilobytes(meminfo, 'MemAvailable');
  if (totalBytes === null || availableBytes === null) return null;
  const memory = { totalBytes, availableBytes };
  for (const group of groupsOf(root)) {
    const limit = bytesIn(join(group, 'memory.max'));
    const used = bytesIn(join(group, 'memory.current'));
    if (limit === null || used === null) continue;
    memory.totalBytes = Math.min(memory.totalBytes, limit);
    memory.availableBytes = Math.min(memory.availableBytes, Math.max(0, limit - used + reclaimable(group)));
  }
  return memory;
};
