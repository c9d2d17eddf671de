import type { HubStats } from '@waqtor/contracts';
import { type Metric, type Sample, counter, gauge, metricsText, one } from '../prometheus-metric.ts';

export { PROMETHEUS_CONTENT_TYPE } from '../prometheus-metric.ts';

const seconds = (time: string): number => Date.parse(time) / 1000;

const hubMetrics = ({ server, connections, messages, errors, buffer, topics, security }: HubStats): Metric[] => [
  gauge('hub_uptime_seconds', 'Seconds since the hub began to count.', one(server.uptime)),
  gauge('hub_connections', 'Open live connections.', one(connections.current)),
  gauge('hub_connections_alive', 'Open connections that were heard of lately.', one(connections.alive)),
  counter('hub_connections_total', 'Connections opened.', one(connections.total)),
  counter('hub_disconnections_total', 'Connections closed.', one(connections.disconnections)),
  counter('hub_frames_received_total', 'Frames of clients.', one(messages.received)),
  counter('hub_broadcasts_total', 'Ticks in which events were sent.', one(messages.broadcasts)),
  gauge(
    'hub_last_broadcast_timestamp_seconds',
    'When events were sent last.',
    one(messages.lastBroadcast === null ? null : seconds(messages.lastBroadcast)),
  ),
  counter('hub_errors_total', 'Errors of the hub.', one(errors.total)),
  gauge('hub_last_error_timestamp_seconds', 'When the last error was.', one(errors.last && seconds(errors.last.time))),
  gauge('hub_buffered_bytes', 'Bytes sent and not acknowledged.', one(buffer.total)),
  gauge('hub_buffered_bytes_average', 'The same of one connection, on average.', one(buffer.average)),
  gauge(
    'hub_topic_subscribers',
    'Connections that follow a topic; narrowed topics together.',
    Object.entries(topics).map(([topic, value]) => ({ labels: { topic }, value })),
  ),
  counter(
    'hub_refusals_total',
    'Refused handshakes and frames.',
    Object.entries(security).map(([name, value]) => ({ labels: { reason: snakeCase(name) }, value })),
  ),
];

const hostMetrics = ({ hosts }: HubStats['system']): Metric[] => {
  const each = (valueOf: (host: (typeof hosts)[number]) => number | null): Sample[] =>
    hosts.flatMap((host) => one(valueOf(host)).map((sample) => ({ labels: { host: host.hostId }, ...sample })));
  return [
    gauge(
      'host_connected',
      '1 while the session host is connected.',
      each((host) => Number(host.isConnected)),
    ),
    gauge(
      'host_sessions',
      'Sessions of the workspace that the host holds.',
      each((host) => host.sessions),
    ),
    gauge(
      'host_capacity',
      'Sessions that the host may hold.',
      each((host) => host.capacity),
    ),
    gauge(
      'host_resident_memory_bytes',
      'Memory of the host.',
      each((host) => host.rssBytes),
    ),
    counter(
      'host_cpu_seconds_total',
      'CPU time of the host.',
      each((host) => host.cpuSeconds),
    ),
    gauge(
      'host_uptime_seconds',
      'Seconds since the host began.',
      each((host) => host.uptimeSeconds),
    ),
  ];
};

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * H-13: the figures for Prometheus. No label holds an address, the id of a person or connection, or a number: labels
 * are kept for long, and every value of one is a time series.
 */
export const prometheusText = (stats: HubStats): string =>
  metricsText([...hubMetrics(stats), ...hostMetrics(stats.system)]);
