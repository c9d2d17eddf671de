import type { HostFact, HostFactOf } from '@waqtor/contracts';
import type { Origin } from '../link/events.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { translateAck } from './ack.ts';
import { translateCapabilities } from './capabilities.ts';
import { translateChatFlags } from './chat-flags.ts';
import { translateCompat } from './compat.ts';
import { translateEdit } from './edit.ts';
import { translateGroup } from './group.ts';
import { translateGroupChange } from './group-change.ts';
import { translateIdentity } from './identity.ts';
import { translateMedia } from './media.ts';
import { translateMessage } from './message.ts';
import { translateMessageStates } from './message-states.ts';
import { translateOutcome } from './outcome.ts';
import { translatePollVote } from './poll-vote.ts';
import { translateQr } from './qr.ts';
import { translateReaction } from './reaction.ts';
import { translateRecovery } from './recovery.ts';
import { translateRevoke } from './revoke.ts';
import { translateState } from './state.ts';
import { translateTyping } from './typing.ts';

/** Turns one fact into rows and public events. Idempotent: the same fact again changes nothing. */
export type Translator<T extends HostFact['type']> = (
  room: Room,
  turn: Turn,
  fact: HostFactOf<T>,
  origin: Origin,
) => void;

const TRANSLATORS: { [T in HostFact['type']]: Translator<T> } = {
  ack: translateAck,
  capabilities: translateCapabilities,
  chat_flags: translateChatFlags,
  compat: translateCompat,
  edit: translateEdit,
  group: translateGroup,
  group_change: translateGroupChange,
  identity: translateIdentity,
  media: translateMedia,
  message: translateMessage,
  message_states: translateMessageStates,
  outcome: translateOutcome,
  poll_vote: translatePollVote,
  qr: translateQr,
  reaction: translateReaction,
  recovery: translateRecovery,
  revoke: translateRevoke,
  state: translateState,
  typing: translateTyping,
};

export const translate = <T extends HostFact['type']>(
  room: Room,
  turn: Turn,
  fact: HostFactOf<T>,
  origin: Origin,
): void => (TRANSLATORS[fact.type as T] as Translator<T>)(room, turn, fact, origin);
