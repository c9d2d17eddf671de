import type { Message, SendReceipt, SendRequest, SessionRoomRpc, SessionState } from '@waqtor/contracts';
import { ok, refuse } from '@waqtor/contracts';
import { RESOURCE_EXAMPLES } from '@waqtor/contracts/examples';
import type { ApiEnv } from '../env.ts';
import { requestWith, withObjects } from './with-objects.ts';
import type { CallOptions } from './api-client.ts';

type Medium = Parameters<SessionRoomRpc['putMedia']>[0];

export const MESSAGE = RESOURCE_EXAMPLES.Message as Message;
const STATE = RESOURCE_EXAMPLES.SessionState as SessionState;

/**
 * A double of a ready session's room: takes every send, remembers media, and answers as its contract says. For what the
 * routes do; what rooms do is proved beside them.
 */
export class RoomDouble {
  readonly sends: SendRequest[] = [];
  readonly media = new Map<string, Medium>();
  readonly messages = new Map<string, Message>();
  /** Kinds that the session can send. */
  kinds = ['text', 'poll'];
  readonly env: ApiEnv;

  constructor(calls: Partial<SessionRoomRpc> = {}) {
    this.env = withObjects({ room: { ...this.#calls(), ...calls } });
  }

  /** One request to the API in front of this room. */
  call(path: string, options: CallOptions = {}): Promise<Response> {
    return requestWith(this.env, path, options);
  }

  get lastSend(): SendRequest {
    const send = this.sends.at(-1);
    if (!send) throw new Error('Nothing was sent.');
    return send;
  }

  #calls(): Partial<SessionRoomRpc> {
    return {
      state: () => {
        const capabilities = { ...STATE.capabilities, send: this.kinds } as SessionState['capabilities'];
        return Promise.resolve(ok({ ...STATE, capabilities }));
      },
      send: (request) => {
        this.sends.push(request);
        const receipt: SendReceipt = {
          messageId: MESSAGE.id,
          waMessageId: null,
          status: 'queued',
          timestamp: MESSAGE.timestamp,
          isSettled: false,
          code: null,
        };
        return Promise.resolve(ok(receipt));
      },
      getMessage: (id) => {
        const message = this.messages.get(id);
        return Promise.resolve(message ? ok(message) : refuse('not_found'));
      },
      putMedia: (medium) => {
        this.media.set(medium.id, medium);
        return Promise.resolve(ok(null));
      },
      getMedia: (id) => {
        const medium = this.media.get(id);
        return Promise.resolve(medium ? ok(medium) : refuse('not_found'));
      },
    };
  }
}
