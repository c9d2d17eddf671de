/** What sessions cost: memory and starts beside the bare library, and a soak under faults. */
import { measureMemory } from './memory.ts';
import { measureRestores } from './restores.ts';
import { soak } from './soak.ts';

export const scenarios: Record<string, () => Promise<unknown>> = {
  memory: measureMemory,
  restores: measureRestores,
  soak,
};

/** Not run unless it is named: it takes half an hour. */
const BY_NAME_ALONE = new Set(['soak']);

export const run = async (asked: readonly string[]): Promise<Record<string, unknown>> => {
  const names = asked.length > 0 ? asked : Object.keys(scenarios).filter((name) => !BY_NAME_ALONE.has(name));
  const results: Record<string, unknown> = {};
  for (const name of names) results[name] = await scenarios[name]!();
  return results;
};
