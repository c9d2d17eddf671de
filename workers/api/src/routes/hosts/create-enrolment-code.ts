import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, enrolmentCodeResponse } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { addEnrolmentCode } from '@waqtor/db/queries/enrolment';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { hashEnrolmentCode, newEnrolmentCode } from '../../auth/enrolment-code.ts';
import { settingsOf } from '../../env.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { MAX_OPEN_ENROLMENT_CODES } from '../../usage/resource-limits.ts';

const route = createRoute({
  method: 'post',
  path: '/hosts/enrolment-codes',
  operationId: 'createEnrolmentCode',
  tags: ['Session hosts'],
  summary: 'A one-time code that adds a host to the workspace; shown this once',
  description:
    'It buys one registration within 15 minutes. Whoever uses it runs a host that gets the sessions of this workspace, with everything they receive: give it to nobody else. A workspace has at most 20 codes that are neither used nor expired.',
  ...requires('hosts:write', { isDangerous: true }),
  responses: {
    201: json('The code, and what to type on the machine.', enrolmentCodeResponse),
    ...problems('too_many'),
  },
});

export const createEnrolmentCode = (api: Api) =>
  api.openapi(route, async (c) => {
    const { workspaceId } = c.get('principal');
    const code = newEnrolmentCode();
    const audit = auditRow(c, { action: 'host.enrolment_code_made', target: { kind: 'host', id: null } });
    const expiresAt = await addEnrolmentCode(
      openDatabase(c.env.DB),
      { codeHash: hashEnrolmentCode(code), workspaceId },
      { max: MAX_OPEN_ENROLMENT_CODES, audit },
      new Date(),
    );
    if (!expiresAt) throw new WaqtorError('too_many', { details: { limit: MAX_OPEN_ENROLMENT_CODES } });
    const command = `waqtor-host enroll ${code} --edge ${settingsOf(c.env).publicUrl}`;
    return c.json({ code, expiresAt: expiresAt.toISOString(), command }, 201);
  });
