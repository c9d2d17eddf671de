import type { telemetryFrame } from '@waqtor/contracts';
import type * as z from 'zod';
import type { Fleet } from '../fleet.ts';
import { assignFree } from '../leases/assign.ts';

/** Keeps what a host tells of itself and its sessions: one row, whatever the number of sessions. */
export const receiveTelemetry = (fleet: Fleet, hostId: string, frame: z.infer<typeof telemetryFrame>): void => {
  const { health, ...telemetry } = frame;
  fleet.sql.exec(
    'UPDATE hosts SET telemetry = ?, health = ?, told_capacity = ?, told_at = ?, is_drain_told = 1 WHERE host_id = ?',
    JSON.stringify(telemetry),
    health ? JSON.stringify(health) : null,
    frame.capacity ?? null,
    fleet.now(),
    hostId,
  );
  // It may have more room than before, or be heard of again after a silence.
  assignFree(fleet);
};
