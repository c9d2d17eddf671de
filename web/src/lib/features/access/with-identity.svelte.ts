import { problemOf } from '$lib/api/problem.ts';

/** The dialog's state. One question at a time: requests that are refused together wait for the same answer. */
class IdentityQuestion {
  #isOpen = $state(false);
  #answer: ((isConfirmed: boolean) => void) | null = null;
  #asked: Promise<boolean> | null = null;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Opens the dialog. True once the person has confirmed, false when they turned it down. */
  ask(): Promise<boolean> {
    this.#asked ??= new Promise<boolean>((resolve) => {
      this.#answer = resolve;
      this.#isOpen = true;
    });
    return this.#asked;
  }

  answer(isConfirmed: boolean): void {
    this.#isOpen = false;
    this.#answer?.(isConfirmed);
    this.#answer = null;
    this.#asked = null;
  }
}

export const identityQuestion = new IdentityQuestion();

/**
 * Does something that the API may want recent authentication for. When it does, the person is asked once
 * (`ConfirmIdentity` in the layout) and the same is done again; turned down, the API's refusal is thrown, by its code
 * `recent_authentication_required`.
 */
export const withIdentity = async <T>(act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (problemOf(error).code !== 'recent_authentication_required' || !(await identityQuestion.ask())) throw error;
    return await act();
  }
};
