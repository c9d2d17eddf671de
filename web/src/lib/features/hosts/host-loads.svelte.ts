import type { Host } from '@waqtor/contracts';
import { cpuBetween } from './cpu-between.ts';

/** How busy each host's processor was between the last two readings of the list. */
export class HostLoads {
  #shares = $state.raw<Readonly<Record<string, number | null>>>({});
  #before: readonly Host[] = [];

  take(hosts: readonly Host[]): void {
    const before = this.#before;
    this.#before = hosts;
    this.#shares = Object.fromEntries(
      hosts.map((host) => [
        host.hostId,
        cpuBetween(
          host,
          before.find(({ hostId }) => hostId === host.hostId),
        ),
      ]),
    );
  }

  /** Of one core; null when the host told nothing. */
  of(hostId: string): number | null {
    return this.#shares[hostId] ?? null;
  }
}
