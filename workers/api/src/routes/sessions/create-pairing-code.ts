import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, pairingCodeRequest, pairingCodeResponse } from '@waqtor/contracts';
import { normalizePhone } from '@waqtor/core/phone/normalize-phone';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askOnce, roomOf } from '../../objects.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'post',
  path: '/sessions/{id}/pairing-code',
  operationId: 'createPairingCode',
  tags: ['Sessions'],
  summary: 'Link by typing a code on the phone instead of scanning',
  ...requires('sessions:write'),
  request: { params: sessionParams, ...jsonBody(pairingCodeRequest) },
  responses: {
    200: json('The code to type.', pairingCodeResponse),
    ...problems('not_found', 'validation_failed', 'invalid_phone', 'unsupported', 'conflict'),
  },
});

/** E.164 digits. Guessing the country of a national number would link the phone of a stranger. */
const phoneOf = (text: string): string => {
  const phone = normalizePhone(text);
  if (phone.ok) return phone.value;
  throw new WaqtorError('invalid_phone', { details: { reason: phone.details?.reason ?? null } });
};

export const createPairingCode = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const phone = phoneOf(c.req.valid('json').phone);
    const room = roomOf(c.env, session.workspaceId, session.id);
    const code = await audited(
      c,
      { action: 'session.pairing_code_made', target: { kind: 'session', id: session.id } },
      () => askOnce(() => room.pairingCode(phone, c.get('requestId'))),
    );
    return c.json(code, 200);
  });
