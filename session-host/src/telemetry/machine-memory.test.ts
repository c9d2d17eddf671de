import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineMemory } from './machine-memory.ts';

const system = (files: Record<string, string>): string => {
  const root = mkdtempSync(join(tmpdir(), 'waqtor-system-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};
const MEMINFO = 'MemTotal:        8000 kB\nMemFree:  1 kB\nMemAvailable:    6000 kB\n';

describe('R-4 the memory of the machine', () => {
  it('R-4 is what the system tells', () => {
    expect(machineMemory(system({ 'proc/meminfo': MEMINFO }))).toEqual({
      totalBytes: 8000 * 1024,
      availableBytes: 6000 * 1024,
    });
  });

  it('R-4 is the lowest limit of the control groups above the process, with what can be given back', () => {
    const root = system({
      'proc/meminfo': MEMINFO,
      'proc/self/cgroup': '0::/system.slice/waqtor.service\n',
      'sys/fs/cgroup/system.slice/memory.max': 'max\n',
      'sys/fs/cgroup/system.slice/memory.current': '1\n',
      'sys/fs/cgroup/system.slice/waqtor.service/memory.max': '4096000\n',
      'sys/fs/cgroup/system.slice/waqtor.service/memory.current': '3096000\n',
      'sys/fs/cgroup/system.slice/waqtor.service/memory.stat': 'anon 5\ninactive_file 500000\n',
    });
    expect(machineMemory(root)).toEqual({ totalBytes: 4_096_000, availableBytes: 1_500_000 });
  });

  it('R-4 is unknown where the system does not tell', () => {
    expect(machineMemory(system({}))).toBeNull();
  });
});
