import type { Message } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

const WORDS: Record<string, () => string> = {
  session_not_linked: m.failure_session_not_linked,
  number_not_on_whatsapp: m.failure_number_not_on_whatsapp,
  engine_refused: m.failure_engine_refused,
  message_expired: m.failure_message_expired,
  media_not_accepted: m.failure_media_not_accepted,
  unsupported: m.failure_unsupported,
};

/** Why a message did not go out, in one sentence. */
export const failureWords = ({ status, failure }: Pick<Message, 'status' | 'failure'>): string =>
  (status === 'expired' ? m.failure_message_expired : (WORDS[failure?.code ?? ''] ?? m.failure_other))();
