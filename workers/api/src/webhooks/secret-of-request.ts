import { hkdfSync } from 'node:crypto';
import { newWebhookSecret, webhookSecretOf, WEBHOOK_SECRET_BYTES } from '@waqtor/core/webhook/signature';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';
import { presentedIdempotencyKey } from '../http/idempotency-key.ts';

/**
 * The signing secret that this request makes. Under an `Idempotency-Key` it follows from the data key and from what the
 * request makes, `madeId`: should the first answer be lost, its repetition can show the same one, which nothing that is
 * stored could. Without a key it is random.
 */
export const secretOfRequest = (c: ApiContext, madeId: string): string => {
  if (presentedIdempotencyKey(c) === null) return newWebhookSecret();
  const dataKey = Buffer.from(settingsOf(c.env).dataKey, 'base64');
  const bytes = hkdfSync('sha256', dataKey, '', `waqtor-webhook-secret-v1:${madeId}`, WEBHOOK_SECRET_BYTES);
  return webhookSecretOf(new Uint8Array(bytes));
};
