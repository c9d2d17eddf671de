import type { createdWebhookSchema } from '@waqtor/contracts';
import { isPublicAddress } from '@waqtor/core/webhook/public-address';
import type * as z from 'zod';
import { resolveHost } from './host-resolver.ts';
import { refuseUrl } from './require-allowed-url.ts';

type Warning = z.infer<typeof createdWebhookSchema>['warnings'][number];

const UNRESOLVED: Warning = {
  code: 'name_not_resolved',
  message: 'The name of the address does not resolve at present. Deliveries will be tried until it does.',
};

/**
 * W-9 on creation and change: a name that resolves to an address that is not public is refused, one that does not
 * resolve at present is a warning, because it may tomorrow. Every attempt asks again. Loopback is not asked about.
 */
export const checkResolution = async (url: URL): Promise<Warning[]> => {
  // The guard lets plain http pass where loopback is open, and for nothing else.
  if (url.protocol === 'http:') return [];
  const answer = await resolveHost(url.hostname.replace(/\.$/, ''));
  if ('failed' in answer || answer.addresses.length === 0) return [UNRESOLVED];
  if (!answer.addresses.every(isPublicAddress)) refuseUrl('private_address');
  return [];
};
