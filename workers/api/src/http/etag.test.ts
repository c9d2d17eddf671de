import { describe, expect, it } from 'vitest';
import { call, newWorkspace, problemIn } from '../testing/api-client.ts';

const newWebhook = async () => {
  const { apiKey } = await newWorkspace();
  const body = { url: 'http://127.0.0.1:9/x', events: ['message.received'] };
  const { id } = await (await call('/api/webhooks', { key: apiKey, body })).json<{ id: string }>();
  const path = `/api/webhooks/${id}`;
  const read = (headers: Record<string, string> = {}) => call(path, { key: apiKey, headers });
  const change = (description: string, headers: Record<string, string> = {}) =>
    call(path, { method: 'PATCH', key: apiKey, headers, body: { description } });
  const tag = (await read()).headers.get('etag') ?? '';
  return { apiKey, tag, read, change };
};

describe('editable things', () => {
  it('K-1 carry a strong ETag that is the same until they change', async () => {
    const { tag, read, change } = await newWebhook();
    expect(tag).toMatch(/^"[^"]+"$/);
    expect((await read()).headers.get('etag')).toBe(tag);
    const changed = (await change('b')).headers.get('etag');
    expect(changed).not.toBe(tag);
    expect((await read()).headers.get('etag')).toBe(changed);
  });

  it('K-1 answer 304 without a body to whoever has the present state', async () => {
    const { tag, read, change } = await newWebhook();
    const known = await read({ 'if-none-match': `"other", W/${tag}` });
    expect([known.status, known.headers.get('etag'), await known.text()]).toEqual([304, tag, '']);
    await change('b');
    expect((await read({ 'if-none-match': tag })).status).toBe(200);
  });

  it('K-1 are changed by whoever names the present state, or any, or none', async () => {
    const { tag, change } = await newWebhook();
    const first = await change('b', { 'if-match': `"other", ${tag}` });
    expect(first.status).toBe(200);
    expect((await change('c', { 'if-match': first.headers.get('etag') ?? '' })).status).toBe(200);
    expect((await change('d', { 'if-match': '*' })).status).toBe(200);
    expect((await change('e')).status).toBe(200);
  });

  it.each([['an earlier state'], ['a weak tag'], ['no tag at all']])(
    'K-1 answer 412 to a change by whoever names %s, and stay as they are',
    async (title) => {
      const { tag, read, change } = await newWebhook();
      const present = (await change('b')).headers.get('etag') ?? '';
      const header = { 'an earlier state': tag, 'a weak tag': `W/${present}`, 'no tag at all': 'b' }[title] ?? '';
      expect(await problemIn(await change('c', { 'if-match': header }))).toMatchObject({
        status: 412,
        code: 'precondition_failed',
      });
      expect((await read()).headers.get('etag')).toBe(present);
    },
  );

  it('K-1 take one of 8 parallel changes that name the same state', async () => {
    const { tag, change } = await newWebhook();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => change(`by ${index}`, { 'if-match': tag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  it('K-1 tag what a reader gets: a session in another language is another representation', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    await call(`/api/sessions/${sessionId}/stop`, { method: 'POST', key: apiKey });
    const read = async (language: string) => {
      const answer = await call(`/api/sessions/${sessionId}`, {
        key: apiKey,
        headers: { 'accept-language': language },
      });
      return { tag: answer.headers.get('etag'), state: await answer.json<{ reason: unknown }>() };
    };
    const [english, arabic] = [await read('en'), await read('ar')];
    expect(english.state.reason).not.toBeNull();
    expect(arabic.tag).not.toBe(english.tag);
    expect((await read('en')).tag).toBe(english.tag);
  });
});
