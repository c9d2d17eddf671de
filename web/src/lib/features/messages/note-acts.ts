import type { ChatNote } from '@waqtor/contracts';
import { useQueryClient } from '@tanstack/svelte-query';
import { addNote, type ChatKey, removeNote } from '$lib/api/inbox.ts';
import { problemOf } from '$lib/api/problem.ts';
import * as m from '$lib/paraglide/messages.js';
import type { Desk } from './desk.svelte.ts';

type Notes = { data: ChatNote[] };
export const notesKey = ({ sessionId, chatId }: ChatKey) => ['notes', sessionId, chatId];

/** Private remarks about a chat: newest first, deleted when the offer to undo is over. Make it in a component. */
export class NoteActs {
  readonly #desk: Desk;
  readonly #queries = useQueryClient();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async add(chat: ChatKey, text: string): Promise<boolean> {
    try {
      const note = await addNote(chat, text);
      this.#queries.setQueryData<Notes>(notesKey(chat), (known) => ({ data: [note, ...(known?.data ?? [])] }));
      this.#desk.toasts.tell(m.inbox_note_added());
      return true;
    } catch (error) {
      this.#desk.toasts.tell(problemOf(error).title, true);
      return false;
    }
  }

  remove(chat: ChatKey, note: ChatNote): void {
    const put = (change: (data: ChatNote[]) => ChatNote[]): void => {
      this.#queries.setQueryData<Notes>(notesKey(chat), (known) => known && { data: change(known.data) });
    };
    const back = (): void => put((data) => [...data, note].sort((a, b) => b.createdAt.localeCompare(a.createdAt)));
    put((data) => data.filter(({ id }) => id !== note.id));
    this.#desk.toasts.offer({
      text: m.inbox_note_deleted(),
      undo: back,
      commit: () =>
        void removeNote(chat, note.id).catch((error: unknown) => {
          back();
          this.#desk.toasts.tell(problemOf(error).title, true);
        }),
    });
  }
}
