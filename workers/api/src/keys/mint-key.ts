import { hashApiKeySecret, lastFourOf, newApiKey } from '@waqtor/core/api-key/api-key';
import type { ApiKeyMode } from '@waqtor/core/api-key/api-key';
import { deriveSocketKey } from '@waqtor/core/api-key/socket-key';
import { seal } from '@waqtor/core/sealed-box';
import type { StoredSecret } from '@waqtor/db/queries/api-keys';
import { keyPepper } from '../auth/key-pepper.ts';
import type { Settings } from '../env.ts';

export interface MintedKey {
  id: string;
  mode: ApiKeyMode;
  /** Shown once; not to be stored or logged. */
  text: string;
  stored: StoredSecret;
}

/** A new key of this deployment's kind, or with `id` a new secret for one that exists. */
export const mintKey = async (
  settings: Pick<Settings, 'authSecret' | 'dataKey' | 'isSimulated'>,
  options: { id?: string; mode?: ApiKeyMode } = {},
): Promise<MintedKey> => {
  const { id, mode, secret, text } = newApiKey(options.mode ?? (settings.isSimulated ? 'test' : 'live'), options.id);
  const stored = {
    secretHash: hashApiKeySecret(keyPepper(settings.authSecret), secret),
    lastFour: lastFourOf(text),
    sealedSocketKey: await seal(settings.dataKey, id, deriveSocketKey(secret)),
  };
  return { id, mode, text, stored };
};
