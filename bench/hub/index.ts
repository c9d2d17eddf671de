/**
 * The figures of the hub (spec §7): `npm run bench -- hub [scenario …]`, all of them when none is named. The built
 * bundle on raw workerd, the clients in a process of their own, only loopback. Linux.
 */
import { campaign } from './campaign.ts';
import { fanOut } from './fan-out.ts';
import { hibernating } from './hibernating.ts';
import { relays } from './relays.ts';
import { restart } from './restart.ts';
import { stalled } from './stalled.ts';

export const scenarios: Record<string, () => Promise<Record<string, unknown>>> = {
  'fan-out': fanOut,
  stalled,
  campaign,
  restart,
  hibernating,
  relays,
};

/** A scenario that fails says so in its place: the others are still worth their time. */
export const run = async (chosen: readonly string[]): Promise<Record<string, unknown>> => {
  const results: Record<string, unknown> = {};
  for (const name of chosen.length > 0 ? chosen : Object.keys(scenarios)) {
    console.error(`· ${name}`);
    try {
      results[name] = await scenarios[name]!();
    } catch (error) {
      process.exitCode = 1;
      results[name] = { failed: error instanceof Error ? error.message : String(error) };
    }
  }
  return results;
};
