import type { SessionState } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';
import { languageOf } from '../i18n/language.ts';
import { reasonMessage } from '../i18n/reasons.ts';

/** The state with the sentence of its reason in the reader's language. */
export const renderSession = (c: ApiContext, state: SessionState): SessionState => {
  if (!state.reason) return state;
  const { code } = state.reason;
  const language = languageOf(c.req.header('accept-language'));
  return { ...state, reason: { code, message: reasonMessage(code, language) } };
};
