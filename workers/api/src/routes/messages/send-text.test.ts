import { sendResponse } from '@waqtor/contracts';
import type { Command, Outcome } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';
import { until } from '../../testing/test-socket.ts';

const linked = async (answer: (command: Command) => Partial<Outcome> | null = () => ({})) => {
  const workspace = await newWorkspace();
  const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
  const session = await host.serve(workspace.sessionId, answer);
  const send = (body: Record<string, unknown> = {}, headers: Record<string, string> = {}, path = '/api') =>
    call(`${path}/messages/send-text`, {
      key: workspace.apiKey,
      headers,
      body: { chatId: '966500000002', text: 'hello', ...body },
    });
  return { workspace, session, send };
};

describe('POST /api/messages/send-text', () => {
  it('M-1 answers 200 with the outcome that came in time', async () => {
    const { session, send } = await linked();
    const response = await send({ chatId: '+966 50 000 0002' });
    expect(response.status).toBe(200);
    expect(sendResponse.parse(await response.json())).toMatchObject({ status: 'sent' });
    expect(session.commands[0]?.payload).toMatchObject({
      kind: 'send_text',
      chatId: '966500000002@c.us',
      text: 'hello',
    });
  });

  it('M-4 makes one message of 20 parallel requests with one idempotency key, on either mount', async () => {
    const { session, send } = await linked();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => send({}, headers, i % 2 === 0 ? '/api' : '/api/v1')),
    );
    const ids = await Promise.all(answers.map(async (answer) => sendResponse.parse(await answer.json()).messageId));
    expect(new Set(ids).size).toBe(1);
    expect(session.commands.filter((command) => command.payload.kind === 'send_text')).toHaveLength(1);
  });

  it('M-4 makes two messages of two requests without a key', async () => {
    const { send } = await linked();
    const ids = [];
    for (let i = 0; i < 2; i++) ids.push(sendResponse.parse(await (await send()).json()).messageId);
    expect(new Set(ids).size).toBe(2);
  });

  it('M-4 refuses an idempotency key that comes with another body', async () => {
    const { send } = await linked();
    const headers = { 'idempotency-key': '"order-4711"' };
    expect((await send({}, headers)).status).toBe(200);
    expect((await send({}, { 'idempotency-key': 'order-4711' })).status).toBe(200);
    const response = await send({ text: 'something else' }, headers);
    expect(await problemIn(response)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });

  it('M-1 tells a refusal by the engine as a problem with the id of the failed message', async () => {
    const { workspace, send } = await linked(() => ({
      result: 'failed',
      code: 'number_not_on_whatsapp',
      waMessageId: null,
    }));
    const problem = await problemIn(await send());
    expect(problem).toMatchObject({ status: 422, code: 'number_not_on_whatsapp' });
    const message = await call(`/api/messages/${String(problem.messageId)}`, { key: workspace.apiKey });
    expect(await message.json()).toMatchObject({ status: 'failed', failure: { code: 'number_not_on_whatsapp' } });
  });

  it('M-1 answers 202 for a message that waits for its host, which is told when it comes', async () => {
    const { apiKey, workspaceId, sessionId } = await newWorkspace();
    const response = await call('/api/messages/send-text', {
      key: apiKey,
      body: { chatId: '966500000002', text: 'x' },
    });
    expect(response.status).toBe(202);
    const { messageId } = sendResponse.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/api/messages/${messageId}`);
    const host = await TestHost.enrol(await newWorkspaceCode(workspaceId));
    const session = await host.serve(sessionId, () => ({}));
    await until(
      () => session.commands,
      (commands) => commands.length === 1,
    );
  });

  it('M-1 refuses while the session is stopped', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    expect((await call(`/api/sessions/${sessionId}/stop`, { method: 'POST', key: apiKey })).status).toBe(202);
    const response = await call('/api/messages/send-text', {
      key: apiKey,
      body: { chatId: '966500000002', text: 'x' },
    });
    const problem = await problemIn(response);
    expect([problem.status, problem.code]).toEqual([409, 'session_not_linked']);
  });

  it.each([
    ['too short a number', { chatId: '050000' }, 'invalid_chat_id', '/chatId'],
    ['the national number of nowhere', { chatId: '+0500000002' }, 'invalid_chat_id', '/chatId'],
    ['an e-mail address', { chatId: 'someone@example.org' }, 'invalid_chat_id', '/chatId'],
    ['a bad mention', { options: { mentionedIds: ['nobody@nowhere'] } }, 'invalid_chat_id', '/options/mentionedIds/0'],
    ['no text', { text: '' }, 'validation_failed', '/text'],
    ['65,537 characters', { text: 'x'.repeat(65_537) }, 'validation_failed', '/text'],
    ['a number as chat id', { chatId: 5 }, 'validation_failed', '/chatId'],
    ['an unknown option', { options: { loud: true } }, 'validation_failed', '/options'],
    ['a malformed session id', { sessionId: 'main' }, 'validation_failed', '/sessionId'],
  ])('M-1 refuses %s and points at the field', async (_title, body, code, pointer) => {
    const { apiKey } = await newWorkspace();
    const request = { chatId: '966500000002', text: 'hello', ...body };
    const problem = await problemIn(await call('/api/messages/send-text', { key: apiKey, body: request }));
    expect(problem).toMatchObject({ status: 422, code, errors: [{ pointer }] });
  });

  it('A-4 does not know the session of another workspace', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const body = { sessionId: theirs.sessionId, chatId: '966500000002', text: 'hello' };
    const problem = await problemIn(await call('/api/messages/send-text', { key: mine.apiKey, body }));
    expect(problem).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each([
    ['with spaces', 'key with spaces'],
    ['of 256 characters', 'k'.repeat(256)],
    ['that is empty', ''],
  ])('M-4 refuses an idempotency key %s', async (_title, key) => {
    const { apiKey } = await newWorkspace();
    const response = await call('/api/messages/send-text', {
      key: apiKey,
      headers: { 'idempotency-key': key },
      body: { chatId: '966500000002', text: 'hello' },
    });
    expect((await problemIn(response)).errors?.[0]?.pointer).toBe('/header/idempotency-key');
  });
});
