import type { Host } from '@waqtor/contracts';
import { cpuBetween } from './cpu-between.ts';

/** How busy each host's processor was between the last two readings of the list. */
export class HostLoads {
  #shares = $state.raw<ReadonlyMap<string, number | null>>(new Map());
  #before = new Map<string, Host>();

  take(hosts: readonly Host[]): void {
    this.#shares = new Map(hosts.map((host) => [host.hostId, cpuBetween(host, this.#before.get(host.hostId))]));
    this.#before = new Map(hosts.map((host) => [host.hostId, host]));
  }

  /** Of one core; null when the host told nothing. */
  of(hostId: string): number | null {
    return this.#shares.get(hostId) ?? null;
  }
}
