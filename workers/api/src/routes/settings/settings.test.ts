import { DEFAULT_SETTINGS, MAX_PICTURE_BYTES, workspaceSettingsSchema } from '@waqtor/contracts';
import type { WorkspaceSettings } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { ORIGIN, bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { auditOf, newMember, outcomeOf, ownerOf } from '../../testing/people.ts';
import { GIF, HTML, JPEG, PNG, SVG, WEBP, as, pictureOf } from '../../testing/pictures.ts';
import { until } from '../../testing/test-socket.ts';

const read = (key: string) => call('/api/settings', { key });
const patch = (key: string, body: unknown, headers: Record<string, string> = {}) =>
  call('/api/settings', { method: 'PATCH', key, body, headers });
const settingsIn = async (response: Response): Promise<WorkspaceSettings> =>
  workspaceSettingsSchema.parse(await response.json());

describe('GET and PATCH /api/settings', () => {
  it('A-6 answers the defaults first, then what was changed, each with its tag', async () => {
    const { apiKey, workspaceId } = await newWorkspace();
    const first = await read(apiKey);
    expect(await settingsIn(first)).toEqual({ name: 'Shop', ...DEFAULT_SETTINGS });
    const changed = await patch(apiKey, { name: 'Oasis', timeZone: 'Africa/Cairo', branding: { footer: 'Thank you' } });
    expect(changed.headers.get('etag')).not.toBe(first.headers.get('etag'));
    const expected = {
      ...DEFAULT_SETTINGS,
      name: 'Oasis',
      timeZone: 'Africa/Cairo',
      branding: { ...DEFAULT_SETTINGS.branding, footer: 'Thank you' },
    };
    expect(await settingsIn(changed)).toEqual(expected);
    const again = await read(apiKey);
    expect(again.headers.get('etag')).toBe(changed.headers.get('etag'));
    expect(await settingsIn(again)).toEqual(expected);
    expect(await auditOf(workspaceId)).toEqual([
      ['workspace.settings_changed', { fields: 'name timeZone branding.footer' }],
    ]);
  });

  it('A-6 keeps what a change leaves out, inside of branding too', async () => {
    const { apiKey } = await newWorkspace();
    await patch(apiKey, { digits: 'arabic', branding: { text: 'الواحة', isTextShown: false } });
    const settings = await settingsIn(await patch(apiKey, { branding: { footer: 'f' } }));
    expect(settings.digits).toBe('arabic');
    expect(settings.branding).toEqual({ logoUrl: null, text: 'الواحة', isTextShown: false, footer: 'f' });
  });

  it('A-6 refuses to overwrite what somebody else changed meanwhile', async () => {
    const { apiKey } = await newWorkspace();
    const etag = (await read(apiKey)).headers.get('etag') ?? '';
    expect(await outcomeOf(await patch(apiKey, { name: 'A' }, { 'if-match': etag }))).toBe('200');
    expect(await outcomeOf(await patch(apiKey, { name: 'B' }, { 'if-match': etag }))).toBe('412 precondition_failed');
    expect((await settingsIn(await read(apiKey))).name).toBe('A');
  });

  it('A-6 lets one of ten win who change what they read, and loses no change of ten who did not', async () => {
    const { apiKey } = await newWorkspace();
    const etag = (await read(apiKey)).headers.get('etag') ?? '';
    const guarded = await Promise.all(
      Array.from({ length: 10 }, (_, n) => patch(apiKey, { name: `N${n}` }, { 'if-match': etag })),
    );
    expect(guarded.filter(({ status }) => status === 200)).toHaveLength(1);
    await Promise.all([
      patch(apiKey, { digits: 'arabic' }),
      patch(apiKey, { language: 'en' }),
      patch(apiKey, { branding: { text: 't' } }),
    ]);
    expect(await settingsIn(await read(apiKey))).toMatchObject({
      digits: 'arabic',
      language: 'en',
      branding: { text: 't' },
    });
  });

  it('A-6 answers 304 to a reader who has it, and never to one who came from another workspace', async () => {
    const [one, two] = [await newWorkspace(), await newWorkspace()];
    const etag = (await read(one.apiKey)).headers.get('etag') ?? '';
    const headers = { 'if-none-match': etag };
    expect((await call('/api/settings', { key: one.apiKey, headers })).status).toBe(304);
    expect((await call('/api/settings', { key: two.apiKey, headers })).status).toBe(200);
  });

  it.each<[string, object]>([
    ['/timeZone', { timeZone: 'Mars/Olympus' }],
    ['/defaultCountry', { defaultCountry: 'ksa' }],
    ['/digits', { digits: 'roman' }],
    ['/name', { name: ' ' }],
    ['/businessHours', { businessHours: [null] }],
    ['/businessHours/1/to', { businessHours: [null, { from: '17:00', to: '09:00' }, null, null, null, null, null] }],
    ['/branding/footer', { branding: { footer: 'x'.repeat(201) } }],
    ['/branding', { branding: { logoUrl: 'https://elsewhere.example/x.png' } }],
    ['', { isUnlocked: true }],
  ])('A-6 refuses a bad value and points at %s', async (pointer, body) => {
    const { apiKey } = await newWorkspace();
    const problem = await problemIn(await patch(apiKey, body));
    expect([problem.status, problem.code, problem.errors?.[0]?.pointer]).toEqual([422, 'validation_failed', pointer]);
    expect(await settingsIn(await read(apiKey))).toEqual({ name: 'Shop', ...DEFAULT_SETTINGS });
  });

  it('A-1 lets a viewer read them and an agent not change them', async () => {
    const workspace = await newWorkspace();
    const [viewer, agent] = [await newMember(workspace, 'viewer'), await newMember(workspace, 'agent')];
    expect(await outcomeOf(await viewer.ask('/api/settings'))).toBe('200');
    const change = { method: 'PATCH', body: { name: 'Mine' } };
    expect(await outcomeOf(await agent.ask('/api/settings', change))).toBe('403 forbidden');
  });

  it('A-3 refuses a body over the limit', async () => {
    const { apiKey } = await newWorkspace();
    const response = await patch(apiKey, { name: 'x'.repeat(600 * 1024) });
    expect(await outcomeOf(response)).toBe('413 payload_too_large');
  });
});

describe('the logo of a workspace', () => {
  const upload = ({ apiKey }: TestWorkspace, type: string, bytes: Uint8Array<ArrayBuffer>) =>
    call('/api/settings/logo', { key: apiKey, ...as(type, bytes) });

  it('A-6 is served to members and keys as the picture it is, and nothing can run in it', async () => {
    const workspace = await newWorkspace();
    const { branding } = await settingsIn(await upload(workspace, 'image/png', WEBP));
    expect(branding.logoUrl).toMatch(`/api/workspaces/${workspace.workspaceId}/logo?v=`);
    const viewer = await newMember(workspace, 'viewer');
    for (const response of [
      await call(branding.logoUrl ?? '', { key: workspace.apiKey }),
      await viewer.ask(branding.logoUrl ?? ''),
    ]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp']);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toContain('sandbox');
      expect(response.headers.get('cache-control')).toContain('private');
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(WEBP);
    }
    expect(await auditOf(workspace.workspaceId)).toEqual([
      ['workspace.settings_changed', { fields: 'branding.logoUrl' }],
    ]);
  });

  it('A-6 has another address after each change, and its old bytes are gone', async () => {
    const workspace = await newWorkspace();
    const first = await settingsIn(await upload(workspace, 'image/png', PNG));
    const second = await settingsIn(await upload(workspace, 'image/jpeg', JPEG));
    expect(second.branding.logoUrl).not.toBe(first.branding.logoUrl);
    const files = async () => (await bindings.MEDIA.list({ prefix: `${workspace.workspaceId}/` })).objects;
    expect(await until(files, (found) => found.length === 1)).toHaveLength(1);
    expect((await call('/api/settings/logo', { method: 'DELETE', key: workspace.apiKey })).status).toBe(204);
    expect((await call('/api/settings/logo', { method: 'DELETE', key: workspace.apiKey })).status).toBe(204);
    expect((await settingsIn(await read(workspace.apiKey))).branding.logoUrl).toBeNull();
    expect(await until(files, (found) => found.length === 0)).toEqual([]);
    const path = `/api/workspaces/${workspace.workspaceId}/logo`;
    expect(await outcomeOf(await call(path, { key: workspace.apiKey }))).toBe('404 not_found');
  });

  it.each<[string, string, Uint8Array<ArrayBuffer>, string]>([
    ['SVG under its name', 'image/svg+xml', SVG, '415 unsupported_media_type'],
    ['SVG under another name', 'image/png', SVG, '422 media_not_accepted'],
    ['HTML under another name', 'image/webp', HTML, '422 media_not_accepted'],
    ['GIF', 'image/png', GIF, '422 media_not_accepted'],
    ['nothing', 'image/png', new Uint8Array(0), '422 media_not_accepted'],
    ['one byte too many', 'image/png', pictureOf(MAX_PICTURE_BYTES + 1), '413 payload_too_large'],
  ])('A-6 is not %s', async (_title, type, bytes, outcome) => {
    const workspace = await newWorkspace();
    expect(await outcomeOf(await upload(workspace, type, bytes))).toBe(outcome);
    expect((await bindings.MEDIA.list({ prefix: `${workspace.workspaceId}/` })).objects).toEqual([]);
  });

  it('A-6 may have 2 MB', async () => {
    expect((await upload(await newWorkspace(), 'image/png', pictureOf(MAX_PICTURE_BYTES))).status).toBe(200);
  });

  it('A-4 is 404 for people and keys of other workspaces', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    await upload(theirs, 'image/png', PNG);
    const path = `/api/workspaces/${theirs.workspaceId}/logo`;
    expect(await outcomeOf(await call(path, { key: mine.apiKey }))).toBe('404 not_found');
    expect(await outcomeOf(await (await ownerOf(mine)).ask(path))).toBe('404 not_found');
    expect(await outcomeOf(await call(path))).toBe('401 unauthorized');
  });

  it('A-3 is not set by a page of another site', async () => {
    const workspace = await newWorkspace();
    const cookie = await signIn(workspace.email);
    const headers = { cookie, origin: ORIGIN.replace('waqtor', 'evil'), 'content-type': 'image/png' };
    const response = await call('/api/settings/logo', { headers, body: PNG });
    expect(await outcomeOf(response)).toBe('403 invalid_origin');
  });
});
