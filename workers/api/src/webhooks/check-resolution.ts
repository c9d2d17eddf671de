import type { createdWebhookSchema } from '@waqtor/contracts';
import { judgeHost } from '@waqtor/core/outbound/resolve-host';
import { resolverOfSettings } from '@waqtor/core/outbound/resolver-of-settings';
import type * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';
import { languageOf } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';
import { refuseUrl } from './require-allowed-url.ts';

type Warning = z.infer<typeof createdWebhookSchema>['warnings'][number];

const UNRESOLVED: Readonly<Record<Language, string>> = {
  en: 'The name of the address does not resolve at present. Deliveries are tried until it does.',
  ar: 'لا يمكن حاليًا الوصول إلى عنوان هذا الاسم. تُعاد محاولات التسليم حتى يمكن ذلك.',
};

/**
 * W-9 on creation and change: a name that resolves to an address that is not public is refused, one that does not
 * resolve at present is a warning, because it may tomorrow. Every attempt asks again. Loopback is not asked about.
 */
export const checkResolution = async (c: ApiContext, url: URL): Promise<Warning[]> => {
  const resolve = resolverOfSettings(settingsOf(c.env).outbound);
  // The guard lets plain http pass where loopback is open, and for nothing else.
  if (resolve === null || url.protocol === 'http:') return [];
  const verdict = await judgeHost(url.hostname, resolve);
  if (verdict === 'dns_refused') return refuseUrl('private_address');
  if (verdict === 'public') return [];
  return [{ code: 'name_not_resolved', message: UNRESOLVED[languageOf(c.req.header('accept-language'))] }];
};
