import { type SessionHealth, telemetryFrame } from '@waqtor/contracts';
import type { Fleet } from '../fleet.ts';

type Row = { host_id: string; health: string; told_at: number };

const healthSchema = telemetryFrame.shape.health.unwrap();

/** What the holders of a workspace's sessions told last of them, by session id; what others say of them is not asked. */
export const sessionHealth = (fleet: Fleet, workspaceId: string): Record<string, SessionHealth> => {
  const held = new Map(
    fleet.sql
      .exec<{ session_id: string; holder: string }>(
        'SELECT session_id, holder FROM leases WHERE workspace_id = ? AND holder IS NOT NULL',
        workspaceId,
      )
      .toArray()
      .map((row) => [row.session_id, row.holder]),
  );
  const told: Record<string, SessionHealth> = {};
  const rows = fleet.sql.exec<Row>(
    `SELECT host_id, health, told_at FROM hosts WHERE health IS NOT NULL
       AND host_id IN (SELECT holder FROM leases WHERE workspace_id = ?)`,
    workspaceId,
  );
  for (const row of rows.toArray()) {
    const toldAt = new Date(row.told_at).toISOString();
    for (const { sessionId, ...health } of healthSchema.safeParse(JSON.parse(row.health)).data ?? []) {
      if (held.get(sessionId) === row.host_id) told[sessionId] = { ...health, toldAt };
    }
  }
  return told;
};
