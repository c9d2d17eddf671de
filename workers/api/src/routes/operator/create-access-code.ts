import { createRoute } from '@hono/zod-openapi';
import { DEFAULT_CODE_LIFE_DAYS, WaqtorError, accessCodeSchema, createAccessCodeRequest } from '@waqtor/contracts';
import { newAccessCode } from '@waqtor/core/gate/access-code';
import { newId } from '@waqtor/core/id';
import { openDatabase } from '@waqtor/db/queries/database';
import { countUsableCodes, insertAccessCode } from '@waqtor/db/queries/gates';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { settingsOf } from '../../env.ts';
import { hashAccessCode } from '../../gates/hash-access-code.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { operatorIn, requireOperator } from '../../middleware/operator/require-operator.ts';

/** Codes of one workspace that wait to be used: each makes a guess likelier to hit. */
export const MAX_USABLE_CODES = 5;
/** A new code is like one of the five that wait once in 2,000 times; three times in a row never. */
const MAX_TRIES = 3;
const DAY_MS = 24 * 60 * 60_000;

const route = createRoute({
  method: 'post',
  path: '/operator/access-codes',
  operationId: 'createAccessCode',
  tags: ['Gates'],
  summary: 'A four-digit code that opens features of a workspace; shown this once',
  hide: true,
  middleware: requireOperator,
  request: jsonBody(createAccessCodeRequest),
  responses: { 201: json('Created.', accessCodeSchema), ...problems('not_found', 'validation_failed', 'too_many') },
});

export const createAccessCode = (api: Api) =>
  api.openapi(route, async (c) => {
    const { workspaceId, days, expiresInDays = DEFAULT_CODE_LIFE_DAYS, ...input } = c.req.valid('json');
    const db = openDatabase(c.env.DB);
    const now = new Date();
    const gates = [...new Set(input.gates)];
    const expiresAt = new Date(now.getTime() + expiresInDays * DAY_MS);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const usable = await countUsableCodes(db, workspaceId, now);
      if (usable === null) throw new WaqtorError('not_found');
      if (usable >= MAX_USABLE_CODES) throw new WaqtorError('too_many', { details: { limit: MAX_USABLE_CODES } });
      const [id, code] = [newId('cod'), newAccessCode()];
      const codeHash = hashAccessCode(settingsOf(c.env).authSecret, workspaceId, code);
      const details = { gates: gates.join(' '), days, expiresAt: expiresAt.toISOString() };
      const entry = { action: 'gate.code_created', target: { kind: 'access_code', id }, details } as const;
      const audit = auditRow(c, entry, operatorIn(workspaceId));
      const row = { id, workspaceId, codeHash, gates, days, expiresAt };
      if (!(await insertAccessCode(db, row, { max: MAX_USABLE_CODES, audit }, now))) continue;
      return c.json({ id, workspaceId, code, gates, days, expiresAt: expiresAt.toISOString() }, 201);
    }
    throw new WaqtorError('conflict');
  });
