import { runInDurableObject } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import { fleetName } from '@waqtor/core/object-name';
import { bindings, connectControl, controlHello } from '../session-room/testing/test-control.ts';
import { until } from '../session-room/testing/test-socket.ts';

export const stub = () => bindings.HOST_FLEET.getByName(fleetName());

export const telemetry = (change: Record<string, unknown> = {}) => ({
  type: 'telemetry',
  rssBytes: 1,
  cpuSeconds: 1,
  uptimeSeconds: 1,
  sessions: 0,
  ...change,
});

export interface TestHostOptions {
  hostId?: string;
  storeId?: string;
  hello?: Record<string, unknown>;
}

/** A connected host that answers nothing by itself. */
export class FleetTestHost {
  readonly hostId: string;
  readonly storeId: string;
  readonly socket: Awaited<ReturnType<typeof connectControl>>;

  constructor(hostId: string, storeId: string, socket: Awaited<ReturnType<typeof connectControl>>) {
    this.hostId = hostId;
    this.storeId = storeId;
    this.socket = socket;
  }

  /** The lease of a session as it was told last; waits for it. */
  async lease(sessionId: string) {
    const frame = await until(
      () => this.socket.of('assign').findLast(({ leases }) => leases.some((held) => held.sessionId === sessionId)),
      (found) => found !== undefined,
    );
    return frame?.leases.find((held) => held.sessionId === sessionId);
  }

  /** Was it ever told to serve the session? */
  holds(sessionId: string): boolean {
    return this.socket.of('assign').some(({ leases }) => leases.some((held) => held.sessionId === sessionId));
  }

  renew(sessionId: string, epoch: number): void {
    this.socket.send({ type: 'renew', leases: [{ sessionId, epoch }] });
  }

  release(sessionId: string, epoch: number): void {
    this.socket.send({ type: 'release', sessionId, epoch });
  }

  revoked(sessionId: string) {
    return this.socket.next('revoke', (frame) => frame.sessionId === sessionId);
  }

  /** Everything sent before was worked through: the fleet answers frames in order. */
  async settled(): Promise<void> {
    const before = this.socket.of('error').length;
    this.socket.send({ type: 'renew', leases: 'all' });
    await until(
      () => this.socket.of('error').length,
      (count) => count > before,
    );
  }
}

/** A workspace with its hosts and sessions; nothing is shared with another test but the object. */
export class TestFleet {
  readonly workspaceId = newId('wsp');

  async session(sessionId = newId('ses'), desired: 'running' | 'stopped' = 'running'): Promise<string> {
    await stub().registerSession({ workspaceId: this.workspaceId, sessionId, desired });
    return sessionId;
  }

  async host(change: TestHostOptions = {}): Promise<FleetTestHost> {
    const hostId = change.hostId ?? newId('hst');
    const storeId = change.storeId ?? newId('sto');
    const socket = await connectControl(hostId, this.workspaceId);
    socket.send(controlHello(storeId, change.hello));
    await socket.next('assign');
    return new FleetTestHost(hostId, storeId, socket);
  }

  /** Two hosts of one volume, the first with a session. */
  async pair() {
    const hello = { volumeId: newId('vol') };
    const session = await this.session();
    const first = await this.host({ hello });
    await first.lease(session);
    const second = await this.host({ hello });
    return { hello, session, first, second };
  }

  async leave(host: FleetTestHost): Promise<void> {
    host.socket.ws.close(1000);
    await until(
      async () => (await stub().hosts(this.workspaceId)).find(({ hostId }) => hostId === host.hostId)?.isConnected,
      (isConnected) => isConnected === false,
    );
  }

  /** Moves everything that was promised for a session back. */
  age(sessionId: string, ms: number): Promise<unknown> {
    return runInDurableObject(stub(), (_fleet, { storage }) =>
      storage.sql
        .exec(
          'UPDATE leases SET renewed_at = renewed_at - ?1, owed_until = owed_until - ?1 WHERE session_id = ?2',
          ms,
          sessionId,
        )
        .toArray(),
    );
  }

  /** The host has the short TTL and has surely heard of it. */
  async hearShortTtl(host: FleetTestHost, sessionId: string, epoch: number): Promise<void> {
    for (let i = 0; i < 2; i++) {
      await this.age(sessionId, 15_000);
      host.renew(sessionId, epoch);
      await host.settled();
    }
  }
}
