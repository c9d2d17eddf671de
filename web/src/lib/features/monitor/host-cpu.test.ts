import type { MonitorHost } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { cpuShare } from './host-cpu.ts';

const host = (uptimeSeconds: number | null, cpuSeconds: number | null): MonitorHost => ({
  hostId: 'hst_01JD0000000000000000000000',
  isConnected: true,
  sessions: 1,
  capacity: 8,
  rssBytes: null,
  cpuSeconds,
  uptimeSeconds,
});

describe('H-14 the processor of a host', () => {
  it('H-14 is told between two looks', () => {
    expect(cpuShare(host(110, 25), host(100, 20))).toBe(0.5);
  });

  it('H-14 is told on average at the first look', () => {
    expect(cpuShare(host(100, 20), undefined)).toBe(0.2);
  });

  it('H-14 a host that began anew is not compared with what it was', () => {
    expect(cpuShare(host(10, 1), host(100, 20))).toBe(0.1);
  });

  it('H-14 a host that told the same twice keeps its average', () => {
    expect(cpuShare(host(100, 20), host(100, 20))).toBe(0.2);
  });

  it('H-14 is unknown while the host told nothing', () => {
    expect(cpuShare(host(null, null), undefined)).toBeNull();
  });
});
