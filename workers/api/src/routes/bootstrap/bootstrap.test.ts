import { bootstrapResponse, currentUserSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { PASSWORD, bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';

const body = (email: string) => ({
  email,
  password: PASSWORD,
  name: 'Owner',
  workspaceName: 'Shop',
  sessionName: 'Main',
});
const secret = { 'x-waqtor-bootstrap': bindings.WAQTOR_BOOTSTRAP_SECRET ?? '' };

describe('POST /api/bootstrap', () => {
  it('R-1 makes an owner whose key works at once', async () => {
    const workspace = await newWorkspace();
    expect(() => bootstrapResponse.parse(workspace)).not.toThrow();
    const response = await call('/api/user', { key: workspace.apiKey });
    const user = currentUserSchema.parse(await response.json());
    expect(user).toMatchObject({ id: workspace.userId, role: 'owner', workspace: { id: workspace.workspaceId } });
    expect(user.deployment.isSimulated).toBe(true);
  });

  it('R-1 answers the same workspace and session to the same e-mail, with a fresh key and code', async () => {
    const first = await newWorkspace();
    const again = await call('/api/bootstrap', { headers: secret, body: body(first.email.toUpperCase()) });
    const second = bootstrapResponse.parse(await again.json());
    expect(second).toMatchObject({ workspaceId: first.workspaceId, sessionId: first.sessionId, userId: first.userId });
    expect(second.apiKey).not.toBe(first.apiKey);
    expect(second.enrolmentCode).not.toBe(first.enrolmentCode);
  });

  it('R-1 gives a workspace whose sessions were all deleted a new one', async () => {
    const first = await newWorkspace();
    await call(`/api/sessions/${first.sessionId}`, { method: 'DELETE', key: first.apiKey });
    const again = await call('/api/bootstrap', { headers: secret, body: body(first.email) });
    const second = bootstrapResponse.parse(await again.json());
    expect(second.workspaceId).toBe(first.workspaceId);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect((await call(`/api/sessions/${second.sessionId}`, { key: second.apiKey })).status).toBe(200);
  });

  it('R-1 makes one workspace of ten parallel calls', async () => {
    const email = `race-${crypto.randomUUID()}@waqtor.test`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call('/api/bootstrap', { headers: secret, body: body(email) })),
    );
    const ids = await Promise.all(answers.map(async (answer) => bootstrapResponse.parse(await answer.json())));
    expect(new Set(ids.map((id) => `${id.userId} ${id.workspaceId} ${id.sessionId}`)).size).toBe(1);
  });

  it.each([{}, { 'x-waqtor-bootstrap': '' }, { 'x-waqtor-bootstrap': 'wrong-wrong-wrong-wrong' }])(
    'A-3 does not exist for who does not know the secret: %j',
    async (headers) => {
      const response = await call('/api/bootstrap', {
        headers: headers as Record<string, string>,
        body: body('a@b.co'),
      });
      expect([response.status, (await problemIn(response)).code]).toEqual([404, 'not_found']);
    },
  );
});
