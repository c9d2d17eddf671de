import { ERRORS, problemSchema } from '@waqtor/contracts';
import { newApiKey } from '@waqtor/core/api-key/api-key';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';

const SECRET_TEXT = 'a very private sentence';

describe('problem documents', () => {
  it('K-1 follow RFC 9457 and carry code and request id', async () => {
    const response = await call('/api/nowhere', { headers: { 'x-request-id': 'caller-request-1' } });
    expect(response.headers.get('x-request-id')).toBe('caller-request-1');
    expect(problemSchema.parse(await problemIn(response))).toEqual({
      type: 'https://waqtor.dev/problems/not_found',
      title: ERRORS.not_found.title.en,
      status: 404,
      detail: ERRORS.not_found.action.en,
      instance: '/api/nowhere',
      code: 'not_found',
      requestId: 'caller-request-1',
    });
  });

  it('R-4 replace a request id that could harm a log', async () => {
    const response = await call('/api/nowhere', { headers: { 'x-request-id': 'a b{"c":1}' } });
    expect((await problemIn(response)).requestId).toMatch(/^req_[0-9A-Z]{26}$/);
  });

  it.each([
    ['ar', 'ar'],
    ['ar-SA,en;q=0.5', 'ar'],
    ['en;q=0.3, ar;q=0.9', 'ar'],
    ['fr, en;q=0.1', 'en'],
    ['', 'en'],
  ])('D-2 speak the language of Accept-Language %j', async (header, language) => {
    const response = await call('/api/user', { headers: { 'accept-language': header } });
    expect(response.headers.get('content-language')).toBe(language);
    expect((await problemIn(response)).title).toBe(ERRORS.unauthorized.title[language as 'en' | 'ar']);
  });

  it('K-1 answer 400 to bad JSON without repeating it', async () => {
    const { apiKey } = await newWorkspace();
    const response = await call('/api/messages/send-text', { key: apiKey, body: `{"text": "${SECRET_TEXT}` });
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 400, code: 'malformed_json' });
    expect(JSON.stringify(problem)).not.toContain(SECRET_TEXT);
  });

  it('K-1 never repeat what was sent when fields are refused', async () => {
    const { apiKey } = await newWorkspace();
    const body = { chatId: { secret: SECRET_TEXT }, text: [SECRET_TEXT], sessionId: SECRET_TEXT, [SECRET_TEXT]: 1 };
    const response = await call('/api/messages/send-text', { key: apiKey, body });
    const problem = await problemIn(response);
    expect(problem.errors?.map((error) => error.pointer).sort()).toEqual(['', '/chatId', '/sessionId', '/text']);
    expect(JSON.stringify(problem)).not.toContain(SECRET_TEXT);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'K-1 answer 415 to %s',
    async (type) => {
      const { apiKey } = await newWorkspace();
      const response = await call('/api/messages/send-text', {
        key: apiKey,
        headers: { 'content-type': type },
        body: '{"chatId":"966500000002","text":"x"}',
      });
      expect(await problemIn(response)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  it('K-1 answer 413 with the limit to a body that is too large', async () => {
    const { apiKey } = await newWorkspace();
    const body = { chatId: '966500000002', text: 'x'.repeat(600 * 1024) };
    const problem = await problemIn(await call('/api/messages/send-text', { key: apiKey, body }));
    expect(problem).toMatchObject({ status: 413, code: 'payload_too_large', limitBytes: 524_288 });
  });

  it('K-1 answer 405 with the methods that are offered', async () => {
    const response = await call('/api/ws/ticket', { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
    expect(await problemIn(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  it('R-3 say nothing of the configuration to clients while a secret is missing, and do not serve', async () => {
    const unconfigured = { ...bindings, WAQTOR_AUTH_SECRET: '' };
    for (const path of ['/readyz', '/api/user']) {
      const headers = { 'x-api-key': newApiKey('test').text };
      const problem = await problemIn(await createApp().request(path, { headers }, unconfigured));
      expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
      expect(JSON.stringify(problem)).not.toContain('WAQTOR');
    }
  });

  it('A-3 comes with headers that forbid framing, sniffing and running', async () => {
    const { headers } = await call('/healthz');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('R-4 readyz says ready when configuration and database are there', async () => {
    expect(await (await call('/readyz')).json()).toMatchObject({ status: 'ready' });
  });
});
