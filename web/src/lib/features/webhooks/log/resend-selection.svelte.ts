import { resendDelivery } from '$lib/api/webhooks.ts';

export interface ResendProgress {
  done: number;
  failed: number;
  total: number;
}

/** Deliveries that were ticked, and their repetition one after another: an endpoint in trouble is not flooded. */
export class ResendSelection {
  progress = $state.raw<ResendProgress | null>(null);
  #ids = $state.raw<readonly string[]>([]);
  #isStopped = false;

  get size(): number {
    return this.#ids.length;
  }
  get isRunning(): boolean {
    return this.progress !== null && this.progress.done < this.progress.total;
  }
  has(id: string): boolean {
    return this.#ids.includes(id);
  }
  set(id: string, isOn: boolean): void {
    this.#ids = isOn ? [...this.#ids.filter((other) => other !== id), id] : this.#ids.filter((other) => other !== id);
  }
  clear(): void {
    if (this.isRunning) return;
    this.#ids = [];
    this.progress = null;
  }
  stop(): void {
    this.#isStopped = true;
  }

  async resend(webhookId: string): Promise<void> {
    const ids = this.#ids;
    this.#isStopped = false;
    let [done, failed] = [0, 0];
    this.progress = { done, failed, total: ids.length };
    for (const id of ids) {
      if (this.#isStopped) break;
      try {
        await resendDelivery(webhookId, id);
        this.set(id, false);
      } catch {
        // Counted and left ticked: its row says why, and it can be tried again.
        failed++;
      }
      done++;
      this.progress = { done, failed, total: ids.length };
    }
    this.progress = { done, failed, total: done };
  }
}
