import { createRoute } from '@hono/zod-openapi';
import { GATES, WaqtorError, gateListSchema, unlockGateRequest } from '@waqtor/contracts';
import type { Gate } from '@waqtor/contracts';
import { gateList, isOpenAnyway } from '@waqtor/core/gate/gate';
import { insertAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import { unlockGates } from '@waqtor/db/queries/gates';
import * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { settingsOf } from '../../env.ts';
import { admitCode } from '../../gates/admit-code.ts';
import { gateTermsOf } from '../../gates/gate-terms-of.ts';
import { hashAccessCode } from '../../gates/hash-access-code.ts';
import { json, jsonBody, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/gates/{gate}/unlock',
  operationId: 'unlockGate',
  tags: ['Gates'],
  summary: 'Open a locked feature with a four-digit access code',
  description:
    'A code works once, for one workspace, and opens every feature that it is for. After five wrong codes the wait grows from 30 seconds to an hour (`Retry-After`); a wrong code says in `attemptsLeft` how many are free. A feature that is open by subscription takes no code.',
  ...requires('workspace:write'),
  request: {
    params: parameters(z.object({ gate: z.string().max(100) })),
    ...jsonBody(unlockGateRequest),
  },
  responses: {
    200: json('All gates after it.', gateListSchema),
    ...problems('not_found', 'validation_failed', 'invalid_access_code', 'rate_limited'),
  },
});

const gateNamed = (name: string): Gate => {
  const gate = GATES.find((known) => known === name);
  if (!gate) throw new WaqtorError('not_found');
  return gate;
};

const tryCode = async (c: ApiContext, gate: Gate, code: string): Promise<void> => {
  const db = openDatabase(c.env.DB);
  const { workspaceId } = c.get('principal');
  const { attemptsLeft, succeeded } = await admitCode(c);
  const target = { kind: 'gate', id: gate };
  const codeHash = hashAccessCode(settingsOf(c.env).authSecret, workspaceId, code);
  const audit = auditRow(c, { action: 'gate.unlocked', target });
  if (await unlockGates(db, { workspaceId, gate, codeHash }, audit, new Date())) return succeeded();
  await insertAuditRow(db, auditRow(c, { action: 'gate.code_refused', target, outcome: 'refused' }));
  throw new WaqtorError('invalid_access_code', { details: { attemptsLeft } });
};

export const unlockGate = (api: Api) =>
  api.openapi(route, async (c) => {
    const gate = gateNamed(c.req.valid('param').gate);
    // A code that could do nothing is not spent.
    if (!isOpenAnyway(await gateTermsOf(c), gate, new Date())) await tryCode(c, gate, c.req.valid('json').code);
    return c.json(gateList(await gateTermsOf(c), new Date()), 200);
  });
