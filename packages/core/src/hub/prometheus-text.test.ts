import type { HubStats } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { client, figures } from './figures.fixture.ts';
import { prometheusText } from './prometheus-text.ts';

const host = {
  hostId: 'hst_0000000001',
  isConnected: true,
  sessions: 2,
  capacity: 5,
  rssBytes: 1024,
  cpuSeconds: 1.5,
  uptimeSeconds: 60,
};
const stats = (change: Partial<HubStats> = {}): HubStats => ({ ...figures(), system: { hosts: [] }, ...change });

const COMMENT = /^# (HELP|TYPE) ([a-z][a-z0-9_]*) (\S.*)$/;
const SAMPLE = /^([a-z][a-z0-9_]*)(\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?)$/;

/** Reads a page line by line as a scraper does; throws on a line that is neither a comment nor a sample. */
const parse = (text: string): Map<string, number> => {
  expect(text.endsWith('\n')).toBe(true);
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const comment = COMMENT.exec(line);
    if (comment) {
      if (comment[1] === 'TYPE') types.set(comment[2] as string, comment[3] as string);
      continue;
    }
    const sample = SAMPLE.exec(line);
    if (!sample) throw new Error(`not a line of the format: ${line}`);
    if (!types.has(sample[1] as string)) throw new Error(`no TYPE before ${line}`);
    const series = `${sample[1]}${sample[2] ?? ''}`;
    if (samples.has(series)) throw new Error(`twice: ${series}`);
    samples.set(series, Number(sample[3]));
  }
  return samples;
};

describe('metrics for Prometheus', () => {
  it('H-13 writes lines that a scraper reads, each metric with its help and type', () => {
    const samples = parse(
      prometheusText(
        stats({
          connections: { current: 3, total: 9, disconnections: 6, alive: 2, dead: 1 },
          topics: { 'chat:*': 2, session: 1 },
          system: { hosts: [host, { ...host, hostId: 'hst_0000000002', isConnected: false, rssBytes: null }] },
        }),
      ),
    );
    expect(Object.fromEntries(samples)).toMatchObject({
      waqtor_hub_connections: 3,
      waqtor_hub_connections_total: 9,
      'waqtor_hub_topic_subscribers{topic="chat:*"}': 2,
      'waqtor_hub_refusals_total{reason="unauthorized_attempts"}': 0,
      'waqtor_host_connected{host="hst_0000000002"}': 0,
      'waqtor_host_cpu_seconds_total{host="hst_0000000001"}': 1.5,
    });
    expect(samples.has('waqtor_host_resident_memory_bytes{host="hst_0000000002"}')).toBe(false);
  });

  it('H-13 leaves out what never happened', () => {
    const text = prometheusText(stats());
    expect(text).not.toContain('last_broadcast');
    expect(text).not.toContain('last_error');
    expect(text).not.toContain('NaN');
    const told = stats({
      messages: { received: 0, broadcasts: 1, lastBroadcast: '2026-11-21T09:00:00.500Z' },
      errors: { total: 1, last: { time: '2026-11-21T09:00:00.000Z', message: 'A job failed.', source: 'jobs' } },
    });
    expect(parse(prometheusText(told)).get('waqtor_hub_last_broadcast_timestamp_seconds')).toBe(1795251600.5);
  });

  it('H-13 escapes the values of labels', () => {
    const text = prometheusText(stats({ topics: { 'a"b\\c\nd': 1 } }));
    expect(text).toContain('waqtor_hub_topic_subscribers{topic="a\\"b\\\\c\\nd"} 1\n');
    parse(text);
  });

  it('H-13 tells nothing of single clients', () => {
    const text = prometheusText(stats({ clients: [client(1, { ip: '203.0.113.7' })] }));
    expect(text).not.toContain('203.0.113.7');
    expect(text).not.toContain('cnx_');
  });
});
