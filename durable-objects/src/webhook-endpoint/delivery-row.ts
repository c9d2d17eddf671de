import type { Delivery } from '@waqtor/contracts';

export type Cause = 'schedule' | 'manual' | 'recovery' | 'test';

export type DeliveryRow = {
  n: number;
  id: string;
  event_id: string;
  event_type: string;
  event_name: string;
  body: string;
  state: Delivery['state'];
  attempts: number;
  failures: number;
  due_at: number | null;
  last_status: number | null;
  last_error: string | null;
  created_at: number;
  is_test: number;
  lane: string;
  cause: Cause;
  held_state: Delivery['state'] | null;
  held_due: number | null;
  recovering: number;
  last_duration_ms: number | null;
  last_attempt_at: string | null;
  expunged: number;
};

/** `maxAttempts`: what the schedule of the endpoint allows. */
export const toDelivery = (row: DeliveryRow, maxAttempts: number): Delivery => {
  const isOpen = row.state === 'pending' || row.state === 'sending';
  return {
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastErrorCode: row.last_error,
    nextAttemptAt: row.state === 'pending' && row.due_at !== null ? new Date(row.due_at).toISOString() : null,
    createdAt: new Date(row.created_at).toISOString(),
    isTest: row.is_test === 1,
    maxAttempts: isOpen && row.is_test === 0 ? maxAttempts : null,
    lastDurationMs: row.last_duration_ms,
    lastAttemptAt: row.last_attempt_at,
    isExpunged: row.expunged === 1,
  };
};
