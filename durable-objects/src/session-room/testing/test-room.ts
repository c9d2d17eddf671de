import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { INTERNAL_HEADERS, type RoomFrame } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { roomName } from '@waqtor/core/object-name';
import { forgetSession } from '../record/session-record.ts';
import type { SessionRoom } from '../session-room.ts';
import { bindings, connectControl, controlHello } from './test-control.ts';
import { TestHost } from './test-host.ts';
import { TestSocket, until } from './test-socket.ts';

interface TestEvent {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

/** A created room with its workspace, and the means to link hosts to it. */
export class TestRoom {
  readonly workspaceId = newId('wsp');
  readonly sessionId = newId('ses');

  get stub() {
    return bindings.SESSION_ROOM.getByName(roomName(this.workspaceId, this.sessionId));
  }

  async create(): Promise<this> {
    const init = { workspaceId: this.workspaceId, sessionId: this.sessionId, name: 'Shop', isDefault: true };
    const result = await this.stub.create(init);
    if (!result.ok) throw new Error(result.code);
    return this;
  }

  /** Raw upgrade; `linkAs` is the usual way. */
  upgrade(hostId: string, epoch: number): Promise<Response> {
    return this.stub.fetch('https://room/host/link', {
      headers: {
        Upgrade: 'websocket',
        [INTERNAL_HEADERS.hostId]: hostId,
        [INTERNAL_HEADERS.sessionId]: this.sessionId,
        [INTERNAL_HEADERS.epoch]: String(epoch),
      },
    });
  }

  async linkAs(hostId: string, epoch: number, storeId: string, n = 0): Promise<TestHost> {
    const response = await this.upgrade(hostId, epoch);
    if (!response.webSocket) throw new Error(`refused with ${response.status}`);
    return new TestHost(new TestSocket<RoomFrame>(response.webSocket), { hostId, storeId, epoch, n });
  }

  /** A host that got the lease from the fleet, linked and said hello. */
  async link(lease?: { hostId: string; epoch: number; storeId: string; n?: number }): Promise<TestHost> {
    const given = lease ?? (await this.lease());
    const host = await this.linkAs(given.hostId, given.epoch, given.storeId, lease?.n);
    host.hello();
    await host.socket.next('hello');
    return host;
  }

  /** Asks the fleet for a lease through a control socket of a new host of this workspace. */
  async lease(hostId: string = newId('hst'), storeId: string = newId('sto')) {
    const control = await connectControl(hostId, this.workspaceId);
    control.send(controlHello(storeId));
    const frame = await control.next('assign', ({ leases }) =>
      leases.some(({ sessionId }) => sessionId === this.sessionId),
    );
    const lease = frame.leases.find(({ sessionId }) => sessionId === this.sessionId);
    if (!lease) throw new Error('no lease');
    return { hostId, storeId, epoch: lease.epoch, control };
  }

  /** A linked, ready session. */
  async ready(): Promise<TestHost> {
    const host = await this.link();
    await host.ready();
    return host;
  }

  send(more: Partial<Parameters<SessionRoom['send']>[0]> & { text?: string } = {}) {
    const { text = 'hello', ...rest } = more;
    return this.stub.send({
      commandId: newId('cmd'),
      fingerprint: 'f1',
      payload: {
        kind: 'send_text',
        chatId: '966500000002@c.us',
        text,
        quotedWaMessageId: null,
        mentionedIds: [],
        linkPreview: false,
      },
      quotedMessageId: null,
      requestId: 'req_0000000000',
      lane: 'api',
      waitMs: 0,
      ...rest,
    });
  }

  /** The same, for a test that is about what comes after; answers the id of the message. */
  async sent(more: Parameters<TestRoom['send']>[0] = {}): Promise<string> {
    const result = await this.send(more);
    if (!result.ok) throw new Error(result.code);
    return result.value.messageId;
  }

  /** Writes below the interface, to move time: `UPDATE commands SET not_after = 1`. */
  sql(statement: string): Promise<Record<string, unknown>[]> {
    return runInDurableObject(this.stub, (_room, { storage }) => {
      const rows = storage.sql.exec(statement).toArray();
      forgetSession(storage.sql);
      return rows;
    });
  }

  /** Makes a job due and runs the alarm. */
  async runJob(job: string): Promise<void> {
    await this.sql(`UPDATE _schedule SET due_at = 1 WHERE job = '${job}'`);
    await this.runAlarm();
  }

  runAlarm(): Promise<void> {
    return runInDurableObject(this.stub, (room) => (room as SessionRoom).alarm());
  }

  /** Ends a link from the host's side; resolves when the room knows. */
  async cut(host: TestHost): Promise<void> {
    host.socket.ws.close(1000);
    await until(
      () => runInDurableObject(this.stub, (_room, ctx) => ctx.getWebSockets().map(({ readyState }) => readyState)),
      (states) => !states.includes(1),
    );
  }

  evict(webSockets: 'close' | 'hibernate' = 'hibernate'): Promise<void> {
    return evictDurableObject(this.stub, { webSockets });
  }

  async chat(chatId = '966500000002@c.us') {
    const result = await this.stub.getChat(chatId);
    if (!result.ok) throw new Error(result.code);
    return result.value;
  }

  async message(id: string) {
    const result = await this.stub.getMessage(id);
    if (!result.ok) throw new Error(result.code);
    return result.value;
  }

  async state() {
    const result = await this.stub.state();
    if (!result.ok) throw new Error(result.code);
    return result.value;
  }

  /** What the hub was told so far, in order. */
  async events(type?: string) {
    const hub = bindings.CLIENT_HUB.getByName(`${this.workspaceId}/hub`) as unknown as {
      readEvents(q: { after: number; limit: number }): Promise<{ data: TestEvent[] }>;
    };
    const { data } = await hub.readEvents({ after: 0, limit: 1000 });
    return type ? data.filter((event) => event.type === type) : data;
  }

  /** Types of the message events so far, once `isRight` holds of them. */
  async messageEvents(isRight: (types: string[]) => boolean): Promise<string[]> {
    return until(async () => {
      const events = await this.events();
      return events.map(({ type }) => type).filter((type) => type.startsWith('message.'));
    }, isRight);
  }
}
