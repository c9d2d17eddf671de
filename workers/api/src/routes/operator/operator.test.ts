import { workspaceTermsSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { OPERATOR, changeTermsOf, newCode } from '../../testing/gate-calls.ts';
import { MAX_USABLE_CODES } from './create-access-code.ts';

const DAY_MS = 24 * 60 * 60_000;
const post = (body: object, headers: Record<string, string> = OPERATOR) =>
  call('/api/operator/access-codes', { headers, body });

describe('the operator’s routes', () => {
  it.each([{}, { 'x-waqtor-bootstrap': '' }, { 'x-waqtor-bootstrap': 'wrong-wrong-wrong-wrong' }])(
    'A-5 do not exist for who does not know the secret: %j',
    async (given) => {
      const { workspaceId, apiKey } = await newWorkspace();
      const headers = given as Record<string, string>;
      const answers = [
        await post({ workspaceId, gates: ['campaigns'], days: 1 }, headers),
        // Not even their rules are told.
        await post({}, headers),
        await post({}, { ...headers, 'x-api-key': apiKey }),
        await call(`/api/operator/workspaces/${workspaceId}`, {
          method: 'PATCH',
          headers,
          body: { isUnlocked: false },
        }),
      ];
      for (const answer of answers) expect((await problemIn(answer)).code).toBe('not_found');
    },
  );

  it('A-5 are not in the description of the API', async () => {
    const description = await (await call('/api/openapi.json')).text();
    expect(description).toContain('/gates');
    expect(description).not.toContain('operator/');
    expect(description).not.toContain('X-Waqtor-Bootstrap');
  });
});

describe('POST /api/operator/access-codes', () => {
  it('A-5 makes a code of four digits, for a week unless told otherwise, and audits it without the code', async () => {
    const { workspaceId } = await newWorkspace();
    const made = await newCode(workspaceId, { gates: ['reports', 'campaigns', 'reports'], days: 90 });
    expect(made).toMatchObject({ workspaceId, gates: ['reports', 'campaigns'], days: 90 });
    expect(made.code).toMatch(/^\d{4}$/);
    expect(Math.round((Date.parse(made.expiresAt) - Date.now()) / DAY_MS)).toBe(7);
    const row = await bindings.DB.prepare('SELECT * FROM audit_rows WHERE target_id = ?').bind(made.id).first();
    expect(row).toMatchObject({
      action: 'gate.code_created',
      actor_kind: 'system',
      actor_id: 'operator',
      details: JSON.stringify({ gates: 'reports campaigns', days: 90, expiresAt: made.expiresAt }),
    });
  });

  it('A-5 keeps few codes waiting, however many are asked for at once', async () => {
    const { workspaceId } = await newWorkspace();
    const body = { workspaceId, gates: ['campaigns'], days: 1 };
    const answers = await Promise.all(Array.from({ length: 9 }, () => post(body)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(MAX_USABLE_CODES);
    const codes = await Promise.all(made.map(async (answer) => ((await answer.json()) as { code: string }).code));
    expect(new Set(codes).size).toBe(MAX_USABLE_CODES);
    const refused = answers.find(({ status }) => status !== 201) as Response;
    expect(await problemIn(refused)).toMatchObject({ status: 409, code: 'too_many', limit: MAX_USABLE_CODES });
  });

  it.each([
    [{ gates: [] }, '/gates'],
    [{ gates: ['everything'] }, '/gates/0'],
    [{ days: 0 }, '/days'],
    [{ days: 4000 }, '/days'],
    [{ expiresInDays: 31 }, '/expiresInDays'],
    [{ workspaceId: 'x' }, '/workspaceId'],
    [{ code: '1234' }, ''],
  ])('A-5 refuses %j', async (change, pointer) => {
    const { workspaceId } = await newWorkspace();
    const problem = await problemIn(await post({ workspaceId, gates: ['campaigns'], days: 1, ...change }));
    expect([problem.code, problem.errors?.[0]?.pointer]).toEqual(['validation_failed', pointer]);
  });

  it('A-5 answers 404 for a workspace that does not exist', async () => {
    const body = { workspaceId: 'wsp_0000000000', gates: ['campaigns'], days: 1 };
    expect((await problemIn(await post(body))).code).toBe('not_found');
  });
});

describe('PATCH /api/operator/workspaces/{id}', () => {
  it('A-5 changes what is named and leaves the rest', async () => {
    const { workspaceId: id } = await newWorkspace();
    const end = '2099-01-01T00:00:00.000Z';
    const change = async (body: object) => workspaceTermsSchema.parse(await (await changeTermsOf(id, body)).json());
    expect(await change({ subscriptionExpiresAt: '2099-01-01T03:00:00+03:00' })).toEqual({
      id,
      isUnlocked: true,
      subscriptionExpiresAt: end,
    });
    expect(await change({ isUnlocked: false })).toEqual({ id, isUnlocked: false, subscriptionExpiresAt: end });
    expect(await change({})).toEqual({ id, isUnlocked: false, subscriptionExpiresAt: end });
    expect((await change({ subscriptionExpiresAt: null })).subscriptionExpiresAt).toBeNull();
    const { results } = await bindings.DB.prepare(
      "SELECT details FROM audit_rows WHERE workspace_id = ? AND action = 'gate.terms_changed' ORDER BY at, id",
    )
      .bind(id)
      .all<{ details: string }>();
    expect(results.map(({ details }) => JSON.parse(details) as object)).toEqual([
      { subscriptionExpiresAt: end },
      { isUnlocked: false },
      { subscriptionExpiresAt: null },
    ]);
  });

  it('A-5 answers 404 for a workspace that does not exist, and writes nothing', async () => {
    for (const body of [{ isUnlocked: true }, {}]) {
      expect((await problemIn(await changeTermsOf('wsp_0000000000', body))).code).toBe('not_found');
    }
    const row = await bindings.DB.prepare("SELECT 1 FROM audit_rows WHERE workspace_id = 'wsp_0000000000'").first();
    expect(row).toBeNull();
  });
});
