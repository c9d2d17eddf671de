import type { WebhookEndpointRpc, WebhookRecovery } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';
import { audited } from '../audit/audited.ts';
import { ask, askOnce, endpointOf } from '../objects.ts';
import { recoveryWindow } from './recovery-window.ts';

const KINDS = { recover: 'recover', replayMissing: 'replay_missing' } as const satisfies Partial<
  Record<keyof WebhookEndpointRpc, WebhookRecovery['kind']>
>;

/** Counts what a recovery is about (`dryRun`), or starts it and leaves one row in the audit. */
export const startRecovery = (
  c: ApiContext,
  endpointId: string,
  call: keyof typeof KINDS,
  input: Parameters<typeof recoveryWindow>[0],
): Promise<WebhookRecovery> => {
  const window = recoveryWindow(input);
  const { workspaceId } = c.get('principal');
  const start = () => endpointOf(c.env, workspaceId, endpointId)[call](window);
  // It changes nothing, so that it leaves no row and may be asked twice.
  if (window.dryRun) return ask(start);
  const entry = {
    action: 'webhook.recovery_started' as const,
    target: { kind: 'webhook', id: endpointId },
    details: { kind: KINDS[call], since: window.since, until: window.until },
  };
  // Once: a repetition would find itself running.
  return audited(c, entry, () => askOnce(start));
};
