// replaced by endpoint's at the merge
import { guardUrl } from '../webhook/guard-url.ts';
import type { OutboundPolicy, OutboundRefusal } from '../webhook/guard-url.ts';

export type ResolveHost = (hostname: string) => Promise<{ addresses: string[] } | { failed: true }>;

export const guardedFetch = async (
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; timeoutMs: number; maxBytes: number },
  options: { policy: OutboundPolicy; resolve: ResolveHost; fetch?: typeof fetch },
): Promise<
  | { ok: true; response: Response; url: URL }
  | {
      ok: false;
      reason: OutboundRefusal | 'dns' | 'dns_refused' | 'redirect' | 'timeout' | 'connect' | 'too_large';
    }
> => {
  const verdict = guardUrl(url, options.policy);
  if (!verdict.ok) return verdict;
  const { timeoutMs, maxBytes: _maxBytes, ...request } = init;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await (options.fetch ?? fetch)(verdict.url, { ...request, redirect: 'manual', signal });
    if (response.status >= 300 && response.status < 400) return { ok: false, reason: 'redirect' };
    return { ok: true, response, url: verdict.url };
  } catch {
    // A stub: every failure is the same to it.
    return { ok: false, reason: 'connect' };
  }
};
