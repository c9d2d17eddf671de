import { type Metric, counter, gauge, metricsText, one } from '@waqtor/core/prometheus-metric';
import type { HostStatus, SessionLine } from './host-status.ts';

/** Event loop delay since the last look, seconds. */
export interface LoopDelay {
  meanSeconds: number;
  maxSeconds: number;
}

const byStatus = (sessions: SessionLine[]): Metric['samples'] => {
  const counts = new Map<string, number>();
  for (const { status } of sessions) counts.set(status ?? 'unknown', (counts.get(status ?? 'unknown') ?? 0) + 1);
  return [...counts].map(([status, value]) => ({ labels: { status }, value }));
};

/** figures of the host for Prometheus. Labels are ids of sessions, states and stages: never a number or name. */
export const hostMetricsText = (status: HostStatus, loop: LoopDelay): string => {
  const { sessions } = status;
  const each = (valueOf: (session: SessionLine) => number | null): Metric['samples'] =>
    sessions.flatMap((session) =>
      one(valueOf(session)).map((sample) => ({ labels: { session: session.sessionId }, ...sample })),
    );
  return metricsText([
    gauge('host_uptime_seconds', 'Seconds since the host began.', one(status.uptimeSeconds)),
    counter('host_cpu_seconds_total', 'CPU time of the host process.', one(status.cpuSeconds)),
    gauge('host_control_link_up', '1 while the control link to the edge is up.', one(Number(status.isConnected))),
    gauge('host_draining', '1 while the host takes no new session.', one(Number(status.isDraining))),
    gauge('host_capacity', 'Sessions that the host has places for.', one(status.capacity)),
    gauge('host_sessions', 'Sessions held, by the state told last.', byStatus(sessions)),
    gauge('host_outbox_rows', 'Facts that the rooms do not have yet.', one(status.outboxRows)),
    gauge('host_memory_rss_bytes', 'Resident memory of the host process.', one(status.rssBytes)),
    gauge('host_memory_pss_bytes', 'Memory of the host and all its sessions, as PSS.', one(status.pssBytes)),
    gauge('host_memory_available_bytes', 'Memory that is still free for sessions.', one(status.memoryAvailableBytes)),
    gauge('host_disk_free_bytes', 'Free bytes where the logins and the store lie.', one(status.diskFreeBytes)),
    gauge('host_event_loop_delay_mean_seconds', 'Delay of the event loop since the last look.', one(loop.meanSeconds)),
    gauge('host_event_loop_delay_max_seconds', 'The longest such delay.', one(loop.maxSeconds)),
    counter(
      'host_recovery_steps_total',
      'Steps of bringing sessions back.',
      status.recoveries.map(({ stage, outcome, count }) => ({ labels: { stage, outcome }, value: count })),
    ),
    gauge(
      'host_session_memory_bytes',
      'Memory of the browser and process of a session, as PSS.',
      each((session) => session.memoryBytes),
    ),
    counter(
      'host_session_restarts_total',
      'Starts of the engine of a session, the first left out.',
      each((session) => session.restarts),
    ),
    gauge(
      'host_session_lease_age_seconds',
      'Seconds since the lease of a session was renewed.',
      each((session) => session.leaseAgeMs / 1000),
    ),
  ]);
};
