// replaced by endpoint's at the merge
export type ResolveHost = (hostname: string) => Promise<{ addresses: string[] } | { failed: true }>;

export const dohResolver =
  (_options: object): ResolveHost =>
  () =>
    Promise.resolve({ failed: true });
