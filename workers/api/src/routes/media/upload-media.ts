import { createRoute } from '@hono/zod-openapi';
import { uploadSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { receiveUpload } from '../../media/receive-upload.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/media',
  operationId: 'uploadMedia',
  tags: ['Messages'],
  summary: 'Upload a file of up to 64 MB, to be sent by its id',
  description:
    'The body is the file itself, streamed. Its type is told by its bytes; one that `Content-Type` contradicts is refused. What no message names within 24 hours is deleted.',
  // The body is too large to be kept beside its answer: a repetition is known by the digest of its bytes.
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: {
    query: parameters(
      z.object({
        filename: z.string().max(1_000).optional().describe('Name of the file; else of `Content-Disposition`.'),
      }),
    ),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
  },
  responses: {
    201: json('The file as it was stored.', uploadSchema),
    ...problems('media_not_accepted', 'payload_too_large', 'idempotency_key_reused'),
  },
});

export const uploadMedia = (api: Api) =>
  api.openapi(route, async (c) => {
    const upload = await receiveUpload(c);
    c.header('location', `/api/media/${upload.id}`);
    return c.json(upload, 201);
  });
