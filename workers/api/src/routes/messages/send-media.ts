import { createRoute } from '@hono/zod-openapi';
import { sendMediaRequest } from '@waqtor/contracts';
import type * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { mediumOfBytes } from '../../media/medium-of-bytes.ts';
import { mediumOfId } from '../../media/medium-of-id.ts';
import { mediumOfUrl } from '../../media/medium-of-url.ts';
import type { Medium } from '../../media/medium.ts';
import { sendResponses, sendTo } from '../../messages/send-to.ts';
import type { SendTarget } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/send-media',
  operationId: 'sendMedia',
  tags: ['Messages'],
  summary: 'Send a picture, video, audio, voice note or document',
  description:
    'The file: an upload (`POST /media`) or a medium of another message by its `id`, an address by its `url` (fetched at once: up to 64 MB, 20 seconds, no redirects), or `base64` of up to 8 MB. What it is, its bytes say.',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: jsonBody(sendMediaRequest),
  responses: sendResponses(
    'media_not_accepted',
    'media_missing',
    'media_url_failed',
    'url_not_allowed',
    'payload_too_large',
  ),
});

const mediumOf = async (
  c: ApiContext,
  target: SendTarget,
  { media, type: kind, filename: named }: z.infer<typeof sendMediaRequest>,
): Promise<{ medium: Medium; content: string }> => {
  const filename = named ?? null;
  if ('base64' in media) return mediumOfBytes(c, target, media, { kind, filename });
  if ('url' in media) return mediumOfUrl(c, target, media.url, { kind, filename });
  return { medium: await mediumOfId(c, target.session, media.id, kind), content: '' };
};

export const sendMedia = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const { status, body } = await sendTo(c, 'messages/send-media', input, async (target) => {
      const { medium, content } = await mediumOf(c, target, input);
      const { id, mimetype, filename, sizeBytes } = medium;
      return {
        payload: {
          kind: 'send_media',
          chatId: target.chatId,
          media: { id, mimetype, filename: input.filename ?? filename, sizeBytes },
          type: input.type,
          caption: input.caption ?? '',
          quotedWaMessageId: null,
        },
        content,
      };
    });
    return c.json(body, status);
  });
