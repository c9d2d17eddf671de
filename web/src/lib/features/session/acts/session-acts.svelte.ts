import type { SessionState, SessionView } from '@waqtor/contracts';
import { controlSession, type SessionAction } from '$lib/api/endpoints.ts';
import { problemOf, type ApiProblem } from '$lib/api/problem.ts';
import { updateSession } from '$lib/api/sessions.ts';
import type { Live } from '$lib/live/live.svelte.ts';
import * as m from '$lib/paraglide/messages.js';

/** What is asked before it is done, or needs more to be said. */
export type SessionQuestion = 'rename' | 'restart' | 'stop' | 'logout' | 'move' | 'delete';
type Named = Pick<SessionView, 'sessionId' | 'name'>;

const DONE: Record<SessionAction, (input: { name: string }) => string> = {
  start: m.sessions_done_start,
  stop: m.sessions_done_stop,
  restart: m.sessions_done_restart,
  logout: m.sessions_done_logout,
};

/** What is being done to sessions, the question that is open, and what came of the last act. */
export class SessionActs {
  question = $state.raw<{ kind: SessionQuestion; sessionId: string } | null>(null);
  /** What was done, told once. */
  news = $state('');
  #busy = $state.raw<readonly string[]>([]);
  #problems = $state.raw<Readonly<Record<string, ApiProblem>>>({});
  readonly #live: Live;
  readonly #refresh: () => void;

  /** `refresh` reads the list again: names, hosts and the default are in no event. */
  constructor(live: Live, refresh: () => void) {
    this.#live = live;
    this.#refresh = refresh;
  }

  isBusy(sessionId: string): boolean {
    return this.#busy.includes(sessionId);
  }
  problemOf(sessionId: string): ApiProblem | null {
    return this.#problems[sessionId] ?? null;
  }

  ask(kind: SessionQuestion, { sessionId }: Named): void {
    this.question = { kind, sessionId };
  }

  async control(session: Named, action: SessionAction): Promise<void> {
    await this.#run(session, () => controlSession(session.sessionId, action), DONE[action](session));
  }
  async makeDefault(session: Named): Promise<void> {
    await this.#run(
      session,
      () => updateSession(session.sessionId, { isDefault: true }),
      m.sessions_done_default(session),
    );
  }
  async copyId({ sessionId }: Named): Promise<void> {
    try {
      await navigator.clipboard.writeText(sessionId);
      this.news = m.sessions_done_copy();
    } catch {
      // Refused by the browser (no permission, no secure context): told, to be copied by hand.
      this.news = m.sessions_copy_failed({ id: sessionId });
    }
  }

  /** A dialog did it by itself. */
  done(news: string): void {
    this.question = null;
    this.news = news;
    this.#refresh();
  }

  async #run({ sessionId }: Named, act: () => Promise<SessionState>, news: string): Promise<void> {
    const { [sessionId]: _, ...others } = this.#problems;
    this.#problems = others;
    this.#busy = [...this.#busy, sessionId];
    try {
      this.#live.replaceSession(await act());
      this.news = news;
      this.#refresh();
    } catch (error) {
      this.#problems = { ...this.#problems, [sessionId]: problemOf(error) };
    } finally {
      this.#busy = this.#busy.filter((busy) => busy !== sessionId);
    }
  }
}
