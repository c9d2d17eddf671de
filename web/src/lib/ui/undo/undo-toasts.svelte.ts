/** Long enough to notice and change one's mind (8 s). */
export const UNDO_MS = 8_000;

export interface UndoOffer {
  text: string;
  /** Left out: the toast only tells. */
  undo?: () => void;
  /** What cannot be taken back, held until the offer is over; also when the page is left. */
  commit?: () => void;
  isProblem?: boolean;
}
interface Shown extends UndoOffer {
  id: number;
  timer: ReturnType<typeof setTimeout>;
}

/** Acts that can be taken back for a while, instead of questions before them. */
export class UndoToasts {
  shown = $state.raw<Shown[]>([]);
  #nextId = 1;

  offer(offer: UndoOffer): void {
    const id = this.#nextId++;
    const timer = setTimeout(() => this.dismiss(id), UNDO_MS);
    this.shown = [...this.shown, { ...offer, id, timer }];
  }

  tell(text: string, isProblem = false): void {
    this.offer({ text, isProblem });
  }

  undo(id: number): void {
    this.#drop(id)?.undo?.();
  }

  /** The offer is over: what was held is done. */
  dismiss(id: number): void {
    this.#drop(id)?.commit?.();
  }

  /** Listens for the end of the page, which no timer outlives; answers what ends it. */
  start(): () => void {
    const end = (): void => {
      for (const { id } of this.shown) this.dismiss(id);
    };
    addEventListener('pagehide', end);
    return () => {
      removeEventListener('pagehide', end);
      end();
    };
  }

  #drop(id: number): Shown | undefined {
    const found = this.shown.find((one) => one.id === id);
    if (found) clearTimeout(found.timer);
    this.shown = this.shown.filter((one) => one !== found);
    return found;
  }
}
