import type { Webhook, WebhookStats } from '@waqtor/contracts';

export type EndpointState =
  | { kind: 'working' }
  | { kind: 'waiting'; count: number }
  | { kind: 'breaker'; untilMs: number | null }
  | { kind: 'probing' }
  | { kind: 'paused' }
  | { kind: 'gone' }
  | { kind: 'failing' };
export type EndpointTone = 'ok' | 'warn' | 'bad' | 'off';

/** What an endpoint is doing, the most urgent first. Without figures only its settings speak. */
export const endpointState = (webhook: Webhook, stats: WebhookStats | undefined): EndpointState => {
  if (!webhook.enabled) {
    if (webhook.disabledReason === 'gone' || webhook.disabledReason === 'failing')
      return { kind: webhook.disabledReason };
    return { kind: 'paused' };
  }
  if (stats?.breaker.state === 'open') {
    return { kind: 'breaker', untilMs: stats.breaker.openUntil ? Date.parse(stats.breaker.openUntil) : null };
  }
  if (stats?.breaker.state === 'half_open') return { kind: 'probing' };
  if (stats && stats.queued > 0) return { kind: 'waiting', count: stats.queued };
  return { kind: 'working' };
};

const TONES: Record<EndpointState['kind'], EndpointTone> = {
  working: 'ok',
  waiting: 'warn',
  breaker: 'warn',
  probing: 'warn',
  paused: 'off',
  gone: 'bad',
  failing: 'bad',
};
export const toneOf = ({ kind }: EndpointState): EndpointTone => TONES[kind];
