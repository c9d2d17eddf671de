import { WaqtorError, idSchema } from '@waqtor/contracts';
import type { UiLanguage } from '@waqtor/contracts';
import type { Reader } from '@waqtor/db/queries/notifications';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';
import { languageOf } from '../i18n/language.ts';

export const notificationParams = parameters(z.object({ id: z.string().max(100) }));

/** The member who asks; the route let no key in. */
export const readerOf = (c: ApiContext): Reader => {
  const { id: userId, workspaceId } = c.get('principal');
  return { userId, workspaceId };
};

/** An id that is none is as unknown as somebody else's. */
export const requireNotificationId = (id: string): string => {
  if (!idSchema('ntf').safeParse(id).success) throw new WaqtorError('not_found');
  return id;
};

/** The language of the words, told in the answer's head. */
export const wordsLanguage = (c: ApiContext): UiLanguage => {
  const language = languageOf(c.req.header('accept-language'));
  c.header('content-language', language);
  c.header('vary', 'Accept-Language', { append: true });
  return language;
};
