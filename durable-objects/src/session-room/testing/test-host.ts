import type { HostFact, RoomFrame } from '@waqtor/contracts';
import { CAPABILITIES } from './test-control.ts';
import { type TestSocket, until } from './test-socket.ts';

/** The session host's side of one link, spoken by hand. */
export class TestHost {
  readonly hostId: string;
  readonly storeId: string;
  readonly epoch: number;
  readonly socket: TestSocket<RoomFrame>;
  n: number;

  constructor(socket: TestSocket<RoomFrame>, options: { hostId: string; storeId: string; epoch: number; n: number }) {
    this.socket = socket;
    this.hostId = options.hostId;
    this.storeId = options.storeId;
    this.epoch = options.epoch;
    this.n = options.n;
  }

  hello(extra: Record<string, unknown> = {}): void {
    this.socket.send({
      type: 'hello',
      protocol: 1,
      hostVersion: 'test',
      storeId: this.storeId,
      epoch: this.epoch,
      capabilities: CAPABILITIES,
      lastCommand: 0,
      lastEventAcked: 0,
      ...extra,
    });
  }

  /** Sends facts as the next rows of the outbox; waits for the acknowledgement. */
  async tell(
    ...facts: (HostFact | { type: string; [key: string]: unknown })[]
  ): Promise<{ n: number; rejected?: number[] }> {
    const events = facts.map((fact) => ({ n: ++this.n, at: new Date().toISOString(), fact }));
    return this.rows(events);
  }

  /** Sends rows as given; waits for the next acknowledgement. */
  async rows(events: unknown[]): Promise<{ n: number; rejected?: number[] }> {
    const before = this.socket.of('ack').length;
    this.socket.send({ type: 'events', events });
    const acks = await until(
      () => this.socket.of('ack'),
      (found) => found.length > before,
    );
    return acks[before] as { n: number; rejected?: number[] };
  }

  ready(): Promise<unknown> {
    return this.tell({
      type: 'state',
      status: 'ready',
      reason: null,
      clientInfo: { platform: 'android', phoneNumber: '966500000001', name: 'Shop' },
    });
  }

  /** Waits for the i-th command that this link got. */
  async command(i = 0) {
    const got = await until(
      () => this.socket.of('commands').flatMap((frame) => frame.commands),
      (commands) => commands.length > i,
    );
    return got[i] as (typeof got)[number];
  }

  commands() {
    return this.socket.of('commands').flatMap((frame) => frame.commands);
  }
}
