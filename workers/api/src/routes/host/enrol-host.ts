import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, enrolRequestSchema, enrolResponseSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { openDatabase } from '@waqtor/db/queries/database';
import { enrolHost as enrolHostRecord } from '@waqtor/db/queries/enrolment';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { hashEnrolmentCode } from '../../auth/enrolment-code.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { admitEnrolment } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/host/enrol',
  operationId: 'enrolHost',
  tags: ['Session hosts'],
  summary: 'Register the public key of a session host with a one-time code',
  security: [],
  request: jsonBody(enrolRequestSchema),
  responses: {
    200: json('Enrolled.', enrolResponseSchema),
    ...problems('invalid_enrolment_code', 'validation_failed', 'rate_limited'),
  },
});

export const enrolHost = (app: Api) =>
  app.openapi(route, async (c) => {
    const { code, publicKey, name } = c.req.valid('json');
    const attempt = await admitEnrolment(c);
    const request = { codeHash: hashEnrolmentCode(code), publicKey, name, newHostId: newId('hst') };
    const auditOf = (workspaceId: string, hostId: string) =>
      auditRow(
        c,
        { action: 'host.enrolled', target: { kind: 'host', id: hostId } },
        { kind: 'system', id: hostId, workspaceId },
      );
    const hostId = await enrolHostRecord(openDatabase(c.env.DB), request, auditOf, new Date());
    if (hostId === null) throw new WaqtorError('invalid_enrolment_code');
    await attempt.succeeded();
    return c.json({ hostId }, 200);
  });
