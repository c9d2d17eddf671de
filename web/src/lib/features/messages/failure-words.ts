import type { Message } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

const WORDS: Record<string, () => string> = {
  session_not_linked: m.failure_session_not_linked,
  number_not_on_whatsapp: m.failure_number_not_on_whatsapp,
  engine_refused: m.failure_engine_refused,
  message_expired: m.failure_message_expired,
  media_not_accepted: m.failure_media_not_accepted,
  unsupported: m.failure_unsupported,
  message_cancelled: m.inbox_failure_cancelled,
  media_missing: m.inbox_failure_media_missing,
  media_url_failed: m.inbox_failure_media_url,
};

/** Taken back by a person before it went out. */
export const isCancelled = ({ failure }: Pick<Message, 'failure'>): boolean => failure?.code === 'message_cancelled';

/** Why a message did not go out, in one sentence. */
export const failureWords = ({ status, failure }: Pick<Message, 'status' | 'failure'>): string =>
  (status === 'expired' ? m.failure_message_expired : (WORDS[failure?.code ?? ''] ?? m.failure_other))();

const MEDIA_WORDS: Record<string, () => string> = {
  media_missing: m.inbox_media_gone,
  media_not_accepted: m.inbox_media_refused,
};
/** Why a medium will never be here, in one sentence. */
export const mediaFailureWords = (code: string | null): string => (MEDIA_WORDS[code ?? ''] ?? m.media_failed)();
