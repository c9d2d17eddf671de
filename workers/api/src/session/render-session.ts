import type { SessionHealth, SessionState, SessionView } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { listHostNames } from '@waqtor/db/queries/hosts';
import type { ApiContext } from '../api.ts';
import { etagOf } from '../http/etag.ts';
import { languageOf } from '../i18n/language.ts';
import { reasonMessage } from '../i18n/reasons.ts';
import { describeError, log } from '../log.ts';
import { fleetOf, reach } from '../objects.ts';

/** The fleet serves every workspace: a state is told without health rather than later than this. */
const HEALTH_WAIT_MS = 1_500;

const tooLate = (): { none: Promise<Record<string, never>>; end: () => void } => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const none = new Promise<Record<string, never>>((resolve) => {
    timer = setTimeout(() => resolve({}), HEALTH_WAIT_MS);
  });
  return { none, end: () => clearTimeout(timer) };
};

/** By session id. Empty when the fleet does not answer: health is an extra, its absence no failure. */
const healthOf = async (c: ApiContext): Promise<Readonly<Record<string, SessionHealth>>> => {
  const { none, end } = tooLate();
  const { workspaceId } = c.get('principal');
  const told = reach(() => fleetOf(c.env).sessionHealth(workspaceId), { isRepeatable: false });
  try {
    return await Promise.race([told, none]);
  } catch (error) {
    log('warn', 'the health of sessions is not known', { requestId: c.get('requestId'), ...describeError(error) });
    return {};
  } finally {
    end();
    // When it comes too late, its failure is nobody's any more.
    void told.catch(() => undefined);
  }
};

/** The state with the sentence of its reason in the reader's language. */
const withSentence = (c: ApiContext, state: SessionState): SessionState => {
  if (!state.reason) return state;
  const { code } = state.reason;
  const language = languageOf(c.req.header('accept-language'));
  return { ...state, reason: { code, message: reasonMessage(code, language) } };
};

/**
 * S-3: what the rooms tell, with the names of hosts (one query) and what the fleet knows (one call, made meanwhile).
 * Sessions of the principal's workspace alone.
 */
export const renderSessions = async (c: ApiContext, telling: Promise<SessionState[]>): Promise<SessionView[]> => {
  const [states, health] = await Promise.all([telling, healthOf(c)]);
  const hostIds = new Set(states.flatMap(({ hostId }) => (hostId === null ? [] : [hostId])));
  const names = await listHostNames(openDatabase(c.env.DB), [...hostIds]);
  return states.map((state) => ({
    ...withSentence(c, state),
    hostName: state.hostId === null ? null : (names.get(state.hostId) ?? null),
    health: health[state.sessionId] ?? null,
  }));
};

/** The same of one session. */
export const renderSession = async (c: ApiContext, telling: Promise<SessionState>): Promise<SessionView> => {
  const [view] = await renderSessions(
    c,
    telling.then((state) => [state]),
  );
  return view as SessionView;
};

/** Of everything but `health`, which is new each time the host tells it while nothing happens. */
export const sessionEtag = (view: SessionView): string => etagOf({ ...view, health: null });
