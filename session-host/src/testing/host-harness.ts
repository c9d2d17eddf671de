import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@waqtor/core/id';
import { type Clock, systemClock } from '../clock.ts';
import type { HostConfig } from '../config.ts';
import { Host, type HostOptions } from '../host.ts';
import { FakeAccount } from '../sessions/testing/fake-engine.ts';
import { type Log, silentLog } from '../telemetry/log.ts';
import { FakeEdge, type FakeRoom } from './fake-edge.ts';
import { until } from './until.ts';

/** A whole host (with a fake engine) and an edge of its own, over real sockets. */
export class HostHarness {
  readonly edge: FakeEdge;
  readonly account = new FakeAccount();
  readonly dir = mkdtempSync(join(tmpdir(), 'waqtor-host-'));
  readonly room: FakeRoom;
  host: Host | null = null;
  fatal: Error | null = null;
  hostId = '';
  url = '';

  /** `other`: a second host on the edge and the session of the first. */
  constructor(other?: HostHarness) {
    this.edge = other?.edge ?? new FakeEdge();
    this.room = other?.room ?? this.edge.room(newId('ses'));
    this.url = other?.url ?? '';
  }

  async open(): Promise<this> {
    if (this.url === '') this.url = await this.edge.listen();
    await this.startHost();
    return this;
  }

  /** Told by the next start. */
  config: Partial<HostConfig> = {};
  clock: Clock = systemClock;
  log: Log = silentLog;
  /** Instead of the fake engine. */
  engines: HostOptions['engines'] | null = null;

  async startHost(code: string | null = 'code-one-two-three'): Promise<void> {
    this.host = new Host({
      config: {
        edgeUrl: this.url,
        dataDir: this.dir,
        volumeDir: this.dir,
        region: null,
        engine: { kind: 'memory', simulatorUrl: null, chromiumPath: null },
        sessionChild: null,
        hostName: 'test',
        enrolmentCode: code,
        capacity: 5,
        startSlots: 2,
        admin: { host: '127.0.0.1', port: 0, isPortGiven: true },
        fleetKey: null,
        sessionLimits: {},
        logLevel: 'error',
        faultPoint: null,
        ...this.config,
      },
      clock: this.clock,
      log: this.log,
      engines: this.engines ?? (() => this.account.create),
      onReady: (hostId) => (this.hostId = hostId),
      onFatal: (error) => (this.fatal = error),
    });
    await this.host.start();
  }

  async ready(): Promise<this> {
    await until(() => this.room.facts('state').some((fact) => fact.status === 'ready'), 'the session is ready');
    return this;
  }

  async restartHost(): Promise<void> {
    await this.host?.stop();
    await this.startHost();
  }

  async close(): Promise<void> {
    await this.host?.stop();
    await this.edge.close();
  }
}
