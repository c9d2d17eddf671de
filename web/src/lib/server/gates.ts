import type { GateList } from '@waqtor/contracts';
import type { RequestEvent } from '@sveltejs/kit';
import { readApi } from './api.ts';

/** The gates of the workspace, read again by `invalidate('waqtor:gates')`. Null: they could not be read. */
export const readGates = async (
  event: Pick<RequestEvent, 'request' | 'platform' | 'url' | 'locals'> & {
    depends: (key: `${string}:${string}`) => void;
  },
): Promise<{ gates: GateList | null }> => {
  event.depends('waqtor:gates');
  return { gates: await readApi<GateList>(event, '/api/gates') };
};
