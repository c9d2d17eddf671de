import type { HostStatus } from './host-status.ts';

/** The link may be down so long (a deployment of the edge) before the host counts as not ready. */
export const LINK_GRACE_MS = 60_000;

export const NOT_READY_REASONS = ['not_enrolled', 'not_connected', 'draining', 'stopping', 'clock_is_off'] as const;
export type NotReadyReason = (typeof NOT_READY_REASONS)[number];

/** Why the host should get no new work; none: it is ready. A host that starts is ready once it was connected. */
export const notReadyReasons = (
  status: Pick<HostStatus, 'isEnrolled' | 'isConnected' | 'downMs' | 'uptimeSeconds' | 'isDraining' | 'isStopping'> & {
    clockFault: string | null;
  },
): NotReadyReason[] => {
  const wasConnected = status.isConnected || status.downMs < Math.min(LINK_GRACE_MS, status.uptimeSeconds * 1000);
  return [
    ...(status.isEnrolled ? [] : (['not_enrolled'] as const)),
    ...(wasConnected ? [] : (['not_connected'] as const)),
    ...(status.isDraining ? (['draining'] as const) : []),
    ...(status.isStopping ? (['stopping'] as const) : []),
    ...(status.clockFault === null ? [] : (['clock_is_off'] as const)),
  ];
};
