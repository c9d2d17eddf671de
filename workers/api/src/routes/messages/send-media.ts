import { createRoute } from '@hono/zod-openapi';
import { sendMediaRequest, sendResponse } from '@waqtor/contracts';
import { commandIdOf, mediaIdOf } from '@waqtor/core/deterministic-id';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { decodeMedia } from '../../media/decode-media.ts';
import { mediaKey } from '../../media/media-key.ts';
import { nameMedium } from '../../media/name-medium.ts';
import { idempotencyKeyOf } from '../../messages/idempotency-key.ts';
import { recipientOf } from '../../messages/recipient.ts';
import { sendMessage } from '../../messages/send-message.ts';
import { requires } from '../../middleware/access/access.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

/** Part of the command id: never changes, whatever the path becomes. */
const ROUTE_NAME = 'messages/send-media';

const route = createRoute({
  method: 'post',
  path: '/messages/send-media',
  operationId: 'sendMedia',
  tags: ['Messages'],
  summary: 'Send a picture, video, audio, voice note or document of up to 8 MB',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: jsonBody(sendMediaRequest),
  responses: {
    200: json('WhatsApp took it.', sendResponse),
    202: json('Accepted; what becomes of it is told by events.', sendResponse),
    ...problems(
      'not_found',
      'session_not_linked',
      'validation_failed',
      'invalid_chat_id',
      'media_not_accepted',
      'payload_too_large',
      'idempotency_key_reused',
      'engine_refused',
      'outcome_unknown',
    ),
  },
});

const sha256Hex = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');

export const sendMedia = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const chatId = recipientOf(input.chatId);
    const idempotencyKey = idempotencyKeyOf(c);
    const session = await sessionOfRequest(c, input.sessionId);
    const { bytes, mimetype } = decodeMedia(input.media, input.type);
    const content = await sha256Hex(bytes);
    const commandId = commandIdOf(session.workspaceId, session.id, ROUTE_NAME, idempotencyKey);
    // By command and content: a repetition stores the same file, another body under the same key never replaces it.
    const id = mediaIdOf(session.id, `${commandId}:${content}`);
    const r2Key = mediaKey(session.workspaceId, id);
    const filename = input.filename ?? null;
    const sizeBytes = bytes.length;
    await c.env.MEDIA.put(r2Key, bytes, { httpMetadata: { contentType: mimetype } });
    await nameMedium(c.env, session, { id, r2Key, mimetype, filename, sizeBytes });
    const { status, body } = await sendMessage(c, session, {
      commandId,
      payload: {
        kind: 'send_media',
        chatId,
        media: { id, mimetype, filename, sizeBytes },
        type: input.type,
        caption: input.caption ?? '',
        quotedWaMessageId: null,
      },
      quotedMessageId: input.options?.quotedMessageId ?? null,
      content,
    });
    return c.json(body, status);
  });
