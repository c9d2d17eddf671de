import type { MonitorAlert, WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import type { ThresholdCrossing, ThresholdVerdict } from '@waqtor/core/hub/thresholds';
import { Outbox } from '../../shared/outbox.ts';
import type { Hub } from '../hub.ts';
import { NOTIFY_JOB } from './notify.ts';

const eventOf = (crossing: ThresholdCrossing, now: number): WaqtorEvent => ({
  id: newId('evt', now),
  type: 'monitor.alert',
  version: 1,
  timestamp: new Date(now).toISOString(),
  data: { ...crossing },
});

/**
 * Alerts that stand, and what becomes of a crossing: in one transaction the alert changes, its event goes into an
 * outbox, whose receiver is the hub's own log, and a raised one is put down for people to be notified of. A crash after
 * it loses none of these, and makes none of them twice.
 */
export class Alerts {
  readonly #hub: Hub;
  readonly outbox: Outbox;

  constructor(hub: Hub) {
    this.#hub = hub;
    this.outbox = new Outbox({
      storage: hub.ctx.storage,
      schedule: () => hub.schedule,
      // The workspace is the producer: no session or endpoint has its id.
      send: (batch) => {
        const workspaceId = hub.log.workspaceId ?? '';
        return Promise.resolve(hub.append(workspaceId, { producerId: workspaceId, ...batch }));
      },
    });
  }

  standing(): MonitorAlert[] {
    return this.#hub.sql
      .exec<{ body: string }>('SELECT body FROM alerts ORDER BY metric')
      .toArray()
      .map((row) => JSON.parse(row.body) as MonitorAlert);
  }

  settle({ crossings }: ThresholdVerdict, now: number): void {
    if (crossings.length === 0) return;
    this.#hub.ctx.storage.transactionSync(() => {
      for (const crossing of crossings) this.#cross(crossing, now);
    });
    this.outbox.kick();
  }

  #cross({ state, ...alert }: ThresholdCrossing, now: number): void {
    const { sql, schedule } = this.#hub;
    const event = eventOf({ ...alert, state }, now);
    this.outbox.add([{ event }]);
    if (state === 'cleared') {
      sql.exec('DELETE FROM alerts WHERE metric = ?', alert.metric);
      return;
    }
    sql.exec('INSERT OR REPLACE INTO alerts (metric, body) VALUES (?, ?)', alert.metric, JSON.stringify(alert));
    sql.exec('INSERT INTO notices (event_id, at, body) VALUES (?, ?, ?)', event.id, now, JSON.stringify(alert));
    schedule.at(NOTIFY_JOB, now);
  }
}
