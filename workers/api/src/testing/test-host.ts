import { HOST_HEADERS, handshakePayload } from '@waqtor/contracts';
import type { Command, FleetFrame, HostFact, Outcome, RoomFrame } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { call } from './api-client.ts';
import { TestSocket, until } from './test-socket.ts';

const base64Url = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('base64url');

const CAPABILITIES = {
  engine: 'memory',
  isSimulated: true,
  send: ['text', 'image'],
  sendWithOwnId: ['text', 'image'],
  pairingCode: true,
  history: false,
};

export interface Scope {
  audience: string;
  sessionId?: string;
  epoch?: number;
  timestampMs?: number;
}

/** A session host that speaks to the API alone, as a real one does. */
export class TestHost {
  readonly hostId: string;
  readonly publicKey: string;
  readonly #privateKey: CryptoKey;
  readonly storeId = newId('sto');

  constructor(hostId: string, publicKey: string, privateKey: CryptoKey) {
    this.hostId = hostId;
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  static async newKeys(): Promise<{ publicKey: string; privateKey: CryptoKey }> {
    const keys = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
    const raw = (await crypto.subtle.exportKey('raw', keys.publicKey)) as ArrayBuffer;
    return { publicKey: base64Url(raw), privateKey: keys.privateKey };
  }

  static async enrol(code: string): Promise<TestHost> {
    const { publicKey, privateKey } = await TestHost.newKeys();
    const response = await call('/host/enrol', { body: { code, publicKey, name: 'test host' } });
    const { hostId } = (await response.json()) as { hostId: string };
    return new TestHost(hostId, publicKey, privateKey);
  }

  async headers({ audience, sessionId = '', epoch = 0, timestampMs = Date.now() }: Scope) {
    const fields = { audience, hostId: this.hostId, sessionId, epoch, timestampMs, nonce: crypto.randomUUID() };
    const payload = new TextEncoder().encode(handshakePayload(fields));
    return {
      [HOST_HEADERS.hostId]: this.hostId,
      [HOST_HEADERS.sessionId]: sessionId,
      [HOST_HEADERS.epoch]: String(epoch),
      [HOST_HEADERS.timestampMs]: String(timestampMs),
      [HOST_HEADERS.nonce]: fields.nonce,
      [HOST_HEADERS.signature]: base64Url(await crypto.subtle.sign('Ed25519', this.#privateKey, payload)),
    };
  }

  async upgrade(path: string, scope: Scope): Promise<Response> {
    return call(path, { headers: { upgrade: 'websocket', ...(await this.headers(scope)) } });
  }

  /** Waits for the lease of a session on the control socket. */
  async lease(sessionId: string): Promise<number> {
    const control = new TestSocket<FleetFrame>(await this.upgrade('/host/control', { audience: 'control' }));
    control.send({
      type: 'hello',
      protocol: 1,
      hostVersion: 'test',
      storeId: this.storeId,
      capacity: 100,
      capabilities: CAPABILITIES,
      sessions: [],
    });
    const held = () => control.of('assign').flatMap((frame) => frame.leases);
    const leases = await until(held, (found) => found.some((lease) => lease.sessionId === sessionId));
    return leases.find((lease) => lease.sessionId === sessionId)?.epoch ?? 0;
  }

  /** A ready session; every command gets the outcome that `answer` gives. */
  async serve(sessionId: string, answer: (command: Command) => Partial<Outcome> | null): Promise<ServedSession> {
    const epoch = await this.lease(sessionId);
    const scope = { audience: 'link', sessionId, epoch };
    const link = new TestSocket<RoomFrame>(await this.upgrade(`/host/link/${sessionId}`, scope));
    const served = new ServedSession(link, epoch, answer);
    link.send({
      type: 'hello',
      protocol: 1,
      hostVersion: 'test',
      storeId: this.storeId,
      epoch,
      capabilities: CAPABILITIES,
      lastCommand: 0,
      lastEventAcked: 0,
    });
    await until(
      () => link.of('hello'),
      (frames) => frames.length > 0,
    );
    const clientInfo = { platform: 'android', phoneNumber: '966500000001', name: 'Shop' };
    served.tell({ type: 'state', status: 'ready', reason: null, clientInfo });
    await until(
      () => link.of('ack'),
      (frames) => frames.length > 0,
    );
    return served;
  }
}

export class ServedSession {
  readonly commands: Command[] = [];
  readonly epoch: number;
  readonly #link: TestSocket<RoomFrame>;
  #n = 0;

  constructor(link: TestSocket<RoomFrame>, epoch: number, answer: (command: Command) => Partial<Outcome> | null) {
    this.#link = link;
    this.epoch = epoch;
    link.onFrame((frame) => {
      if (frame.type !== 'commands') return;
      for (const { n, command } of frame.commands) {
        this.commands.push(command);
        link.send({ type: 'ack', n });
        const outcome = answer(command);
        if (!outcome) continue;
        const waMessageId = `true_966500000002@c.us_${command.keyId ?? ''}`;
        this.tell({
          type: 'outcome',
          commandId: command.id,
          result: 'sent',
          code: null,
          waMessageId,
          value: null,
          ...outcome,
        });
      }
    });
  }

  tell(fact: HostFact): void {
    const row = { n: (this.#n += 1), at: new Date().toISOString(), fact };
    this.#link.send({ type: 'events', events: [row] });
  }
}
