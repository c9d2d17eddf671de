import type { Template } from '@waqtor/contracts';
import { MAX_TEMPLATES, templateSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';

const BODY = { name: 'Opening hours', shortcut: 'hours', body: 'أهلًا {{name|عميلنا}}' };
const ready = async () => {
  const { apiKey: key, workspaceId } = await newWorkspace();
  const create = (changes: Record<string, unknown> = {}) =>
    call('/api/templates', { key, body: { ...BODY, ...changes } });
  const change = (id: string, body: unknown, headers: Record<string, string> = {}) =>
    call(`/api/templates/${id}`, { method: 'PATCH', key, headers, body });
  const list = async () => (await (await call('/api/templates', { key })).json<{ data: Template[] }>()).data;
  return { key, workspaceId, create, change, list };
};
const made = async (response: Response): Promise<Template> => {
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return templateSchema.parse(await response.json());
};

describe('/api/templates', () => {
  it('M-3 are saved, listed by shortcut, read, changed and deleted', async () => {
    const { key, create, change, list } = await ready();
    const { id } = await made(await create());
    await made(await create({ shortcut: 'address', language: 'ar' }));
    expect((await list()).map(({ shortcut }) => shortcut)).toEqual(['address', 'hours']);
    const read = await call(`/api/templates/${id}`, { key });
    const etag = read.headers.get('etag') ?? '';
    const changed = await change(id, { name: 'Hours' }, { 'if-match': etag });
    expect(await changed.json()).toMatchObject({ ...BODY, name: 'Hours', language: null });
    expect((await problemIn(await change(id, { name: 'x' }, { 'if-match': etag }))).code).toBe('precondition_failed');
    expect((await call(`/api/templates/${id}`, { method: 'DELETE', key })).status).toBe(204);
    expect((await problemIn(await call(`/api/templates/${id}`, { method: 'DELETE', key }))).code).toBe('not_found');
  });

  it('M-3 have a shortcut once in a workspace, also when it is written otherwise', async () => {
    const { create, change } = await ready();
    await made(await create());
    const { id } = await made(await create({ shortcut: 'other' }));
    expect(await problemIn(await create({ shortcut: 'HOURS' }))).toMatchObject({ status: 409, code: 'shortcut_taken' });
    expect((await problemIn(await change(id, { shortcut: 'Hours' }))).code).toBe('shortcut_taken');
    expect((await change(id, { shortcut: 'OTHER' })).status).toBe(200);
    await made(await (await ready()).create());
  });

  it('M-3 of 8 at once with one shortcut there is one', async () => {
    const { create, list } = await ready();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create()));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(await list()).toHaveLength(1);
  });

  it('M-3 are 500 at most', async () => {
    const { workspaceId, create } = await ready();
    await bindings.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        INSERT INTO templates (id, workspace_id, name, shortcut, folded_shortcut, body, created_at, updated_at)
        SELECT ?2 || i, ?2, 'x', 's' || i, 's' || i, 'x', 1, 1 FROM n`,
    )
      .bind(MAX_TEMPLATES, workspaceId)
      .run();
    expect(await problemIn(await create())).toMatchObject({ status: 409, code: 'too_many_templates' });
    expect((await problemIn(await create({ shortcut: 's1' }))).code).toBe('shortcut_taken');
  });

  it.each([
    ['a variable that does not end', { body: 'Hello {{name' }, '/body'],
    ['a variable without a name', { body: 'Hello {{|you}}' }, '/body'],
    ['an empty text', { body: '' }, '/body'],
    ['a text of 4,097 characters', { body: 'x'.repeat(4_097) }, '/body'],
    ['a shortcut with a blank', { shortcut: 'opening hours' }, '/shortcut'],
    ['a shortcut with a slash', { shortcut: '/hours' }, '/shortcut'],
    ['a language that is not ours', { language: 'fr' }, '/language'],
    ['a name of blanks', { name: ' ' }, '/name'],
  ])('M-3 refuse %s, and point at it', async (_title, changes, pointer) => {
    const { create, list } = await ready();
    expect(await problemIn(await create(changes))).toMatchObject({ status: 422, errors: [{ pointer }] });
    expect(await list()).toEqual([]);
  });
});
