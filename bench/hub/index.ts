/**
 * The figures of the hub (spec §7): `npm run bench -- hub [scenario …]`, all of them when none is named. The built
 * bundle on raw workerd, the clients in a process of their own, only loopback. Linux.
 */
import { fanOut } from './fan-out.ts';

export const scenarios: Record<string, () => Promise<Record<string, unknown>>> = {
  'fan-out': fanOut,
};

export const run = async (chosen: readonly string[]): Promise<Record<string, unknown>> => {
  const results: Record<string, unknown> = {};
  for (const name of chosen.length > 0 ? chosen : Object.keys(scenarios)) {
    console.error(`· ${name}`);
    results[name] = await scenarios[name]!();
  }
  return results;
};
