import type { Chat, Member, Message } from '@waqtor/contracts';
import { createQuery } from '@tanstack/svelte-query';
import { getContext, setContext } from 'svelte';
import type { CurrentMember } from '$lib/api/member.ts';
import { listMembers } from '$lib/api/settings.ts';
import { UndoToasts } from '$lib/ui/undo/undo-toasts.svelte.ts';
import { InboxPreferences } from './inbox-preferences.svelte.ts';
import { Outbox } from './outbox.svelte.ts';
import { TypingBoard } from './typing-board.svelte.ts';

/** What is asked before something is done, or chosen for it. */
export type DeskQuestion =
  | { kind: 'forward' | 'edit' | 'delete' | 'react' | 'view'; message: Message }
  | { kind: 'block'; chat: Chat }
  | { kind: 'templates' | 'shortcuts' | 'new' };

/** What the panes of the inbox share: who works here, what is being sent, what is asked and what can be taken back. */
export class Desk {
  readonly outbox = new Outbox();
  readonly typing = new TypingBoard();
  readonly toasts = new UndoToasts();
  readonly preferences = new InboxPreferences();
  readonly user: CurrentMember;
  question = $state.raw<DeskQuestion | null>(null);
  readonly #members;

  constructor(user: CurrentMember) {
    this.user = user;
    this.#members = createQuery(() => ({
      queryKey: ['members'],
      queryFn: ({ signal }: { signal: AbortSignal }) => listMembers(signal),
      enabled: user.scopes.includes('members:read'),
    }));
  }

  get canSend(): boolean {
    return this.user.scopes.includes('messages:send');
  }

  /** Colleagues to whom a chat can be given; who may not read the list can still take one. */
  get members(): Pick<Member, 'userId' | 'name'>[] {
    return this.#members.data?.data ?? [{ userId: this.user.id, name: this.user.name }];
  }

  nameOf(userId: string): string | null {
    return this.members.find((member) => member.userId === userId)?.name ?? null;
  }
}

const KEY = Symbol('desk');
export const provideDesk = (desk: Desk): Desk => setContext(KEY, desk);
export const useDesk = (): Desk => getContext<Desk>(KEY);
