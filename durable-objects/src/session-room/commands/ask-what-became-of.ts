import { type CommandPayload, isSendKind } from '@waqtor/contracts';
import { commandIdOf } from '@waqtor/core/deterministic-id';
import { DISPATCH_JOB } from '../link/dispatch.ts';
import { type CommandRecord, insertCommand } from '../record/command-record.ts';
import type { Room } from '../room.ts';

/** Queues the question what became of a send, once per command and store; answered when the session is ready. */
export const askWhatBecameOf = (room: Room, command: CommandRecord, storeId: string, afterMs = 0): void => {
  const payload = JSON.parse(command.payload) as CommandPayload;
  if (!isSendKind(payload.kind) || !('chatId' in payload) || command.key_id === null) return;
  const notBefore = Date.now() + afterMs;
  insertCommand(room, {
    id: commandIdOf(room.workspaceId, room.sessionId, 'reconcile', `${command.id}.${storeId}`),
    payload: { kind: 'reconcile', targetCommandId: command.id, keyId: command.key_id, chatId: payload.chatId },
    notBefore,
    notAfter: null,
  });
  room.schedule.at(DISPATCH_JOB, notBefore);
};
