/** Work of one chat runs one after the other, in the order of the calls; other chats are not waited for. */
export class ChatOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(chatId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(chatId);
    // What failed before is told to its own caller.
    const result = before ? before.then(work, work) : work();
    this.#last.set(chatId, result);
    const forget = (): void => {
      if (this.#last.get(chatId) === result) this.#last.delete(chatId);
    };
    result.then(forget, forget);
    return result;
  }
}
