// replaced by endpoint's at the merge
import type { ResolveHost } from './guarded-fetch.ts';

export const dohResolver =
  (_options: { fetch?: typeof fetch } = {}): ResolveHost =>
  () =>
    Promise.resolve({ failed: true });
