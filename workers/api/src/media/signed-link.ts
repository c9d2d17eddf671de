import { WaqtorError } from '@waqtor/contracts';
import { scopeOfMediaLink, signMediaLink } from '@waqtor/core/media/media-link';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';
import { findLinkedMedium } from './find-medium.ts';
import type { FoundMedium } from './find-medium.ts';

/** A link that works without a key until it expires. */
export const linkTo = async (
  c: ApiContext,
  mediaId: string,
  { scope, expiresAt }: FoundMedium,
  seconds: number,
): Promise<{ url: string; expiresAt: string }> => {
  const { dataKey, publicUrl } = settingsOf(c.env);
  const wanted = Math.floor(Date.now() / 1000) + seconds;
  // A link to what is deleted before would promise too much.
  const expires = expiresAt === null ? wanted : Math.min(wanted, Math.floor(expiresAt.getTime() / 1000));
  const signature = await signMediaLink(dataKey, { mediaId, scope, expires });
  const query = new URLSearchParams({ expires: String(expires), signature });
  const url = `${publicUrl}/api/media/${mediaId}?${query.toString()}`;
  return { url, expiresAt: new Date(expires * 1000).toISOString() };
};

/** What a link names, and how long it does: `forbidden` when anything of it was changed, `not_found` when it is over. */
export const mediumOfLink = async (
  c: ApiContext,
  link: { mediaId: string; expires: string | undefined; signature: string },
): Promise<{ medium: FoundMedium; secondsLeft: number }> => {
  const { mediaId, signature } = link;
  const expires = /^\d{1,12}$/.test(link.expires ?? '') ? Number(link.expires) : null;
  const { dataKey } = settingsOf(c.env);
  const scope = expires === null ? null : await scopeOfMediaLink(dataKey, { mediaId, expires, signature });
  if (expires === null || scope === null) throw new WaqtorError('forbidden');
  const secondsLeft = expires - Math.floor(Date.now() / 1000);
  if (secondsLeft <= 0) throw new WaqtorError('not_found');
  return { medium: await findLinkedMedium(c, mediaId, scope), secondsLeft };
};
