import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { ticketResponse } from '@waqtor/contracts';
import { newApiKey } from '@waqtor/core/api-key/api-key';
import { openDatabase } from '@waqtor/db/queries/database';
import { addRefusals, sumRefusals } from '@waqtor/db/queries/handshake-refusals';
import { describe, expect, it } from 'vitest';
import type { ApiContext } from '../api.ts';
import { createApp } from '../app.ts';
import type { ApiEnv } from '../env.ts';
import { forgetOldRefusals } from '../jobs/forget-old-refusals.ts';
import { ORIGIN, bindings, call, freshIp, newWorkspace, signIn } from '../testing/api-client.ts';
import { signedQuery } from '../testing/signed-handshake.ts';
import { newKey } from '../testing/test-keys.ts';
import { until } from '../testing/test-socket.ts';
import { refusalTally } from './count-refusals.ts';
import { REFUSALS_KEPT_MS, securityCounts } from './security-counts.ts';

const app = createApp();
const db = openDatabase(bindings.DB);
const HOUR_MS = 60 * 60_000;

/** One handshake; answers its status and what goes on after the answer. */
const shake = async (
  headers: Record<string, string>,
  query = '',
  env: ApiEnv = bindings,
): Promise<{ status: number; settled: () => Promise<void> }> => {
  const ctx = createExecutionContext();
  const all = { upgrade: 'websocket', 'cf-connecting-ip': freshIp(), ...headers };
  const { status } = await app.request(`/ws${query}`, { headers: all }, env, ctx);
  return { status, settled: () => waitOnExecutionContext(ctx) };
};

/** Of the workspace alone: written and waiting. */
const ownCounts = async (workspaceId: string): Promise<Record<string, number>> => {
  const rows = [...(await sumRefusals(db, [workspaceId], new Date(0))), ...refusalTally.waitingOf(workspaceId)];
  const counts: Record<string, number> = {};
  for (const { kind, count } of rows) counts[kind] = (counts[kind] ?? 0) + count;
  return counts;
};
const told = (workspaceId: string) => securityCounts({ env: bindings } as ApiContext, workspaceId);

describe('refused handshakes', () => {
  it('H-13 are counted by kind for the workspace that the key or ticket names', async () => {
    const workspace = await newWorkspace();
    const { workspaceId, apiKey } = workspace;
    const key = await newKey(workspace, { ips: ['203.0.113.7'] });
    const sender = await newKey(workspace, { scopes: ['messages:send'] });
    const ip = freshIp();
    const signedIn = { cookie: await signIn(workspace.email), origin: ORIGIN, 'cf-connecting-ip': ip };
    const minted = await call('/api/ws/ticket', { method: 'POST', headers: signedIn });
    const { ticket } = ticketResponse.parse(await minted.json());
    const stranger = newApiKey('test');

    const refusals: [headers: Record<string, string>, query: string][] = [
      [{ origin: 'https://evil.example', 'x-api-key': apiKey }, ''],
      [{ origin: 'https://evil.example' }, `?${signedQuery(apiKey)}`],
      [{}, `?${signedQuery(apiKey, { ts: '1' })}`],
      [{}, `?${signedQuery(stranger.text, { apiKey: key.id })}`],
      [{ 'x-api-key': key.text }, ''],
      [{ 'x-api-key': sender.text }, ''],
      // A ticket of ours from an address that is not its own.
      [{ origin: ORIGIN, 'sec-websocket-protocol': `waqtor.v1, ticket.${ticket}` }, ''],
    ];
    for (const [headers, query] of refusals) expect((await shake(headers, query)).status).toBeGreaterThan(400);
    expect(await ownCounts(workspaceId)).toEqual({
      invalid_origin: 2,
      expired: 1,
      invalid_signature: 1,
      unauthorized: 3,
    });
    const [all, nobodys] = [await told(workspaceId), await told('wsp_of_nobody')];
    expect(all.invalidOrigins - nobodys.invalidOrigins).toBe(2);
  });

  it('H-13 that name nobody are told to every workspace', async () => {
    const { workspaceId } = await newWorkspace();
    const before = await told(workspaceId);
    const unknown = newApiKey('test').text;
    await shake({});
    await shake({ 'x-api-key': unknown });
    await shake({ origin: 'https://evil.example' });
    await shake({}, `?${signedQuery(unknown, { ts: '1' })}`);
    await shake({}, `?${signedQuery(unknown)}`);
    const risen = await told(workspaceId);
    expect(await ownCounts(workspaceId)).toEqual({});
    expect(risen.unauthorizedAttempts - before.unauthorizedAttempts).toBeGreaterThanOrEqual(2);
    expect(risen.invalidOrigins - before.invalidOrigins).toBeGreaterThanOrEqual(1);
    expect(risen.expiredHandshakes - before.expiredHandshakes).toBeGreaterThanOrEqual(1);
    expect(risen.invalidSignatures - before.invalidSignatures).toBeGreaterThanOrEqual(1);
  });

  it('H-13 are in the database 5 s later, and counted once', async () => {
    const own = await newWorkspace();
    const sender = await newKey(own, { scopes: ['messages:send'] });
    const { settled } = await shake({ 'x-api-key': sender.text });
    await settled();
    await until(
      async () => (await sumRefusals(db, [own.workspaceId], new Date(0)))[0]?.count,
      (count) => count === 1,
    );
    expect(refusalTally.waitingOf(own.workspaceId)).toEqual([]);
  });

  it('H-13 that are let in, limited, or came twice are not counted here', async () => {
    const { workspaceId, apiKey } = await newWorkspace();
    const query = `?${signedQuery(apiKey)}`;
    expect((await shake({}, query)).status).toBe(101);
    expect((await shake({}, query)).status).toBe(401);
    const slow = { ...bindings, WAQTOR_LIMIT_ADDRESS_PER_MINUTE: '1' };
    const from = { 'cf-connecting-ip': freshIp(), 'x-api-key': apiKey };
    expect((await shake(from, '', slow)).status).toBe(101);
    expect((await shake({ ...from, origin: 'https://evil.example' }, '', slow)).status).toBe(429);
    expect(await ownCounts(workspaceId)).toEqual({});
  });

  it('H-13 add to their row, many at once', async () => {
    const { workspaceId } = await newWorkspace();
    const hours = Array.from({ length: 45 }, (_, at) => at * HOUR_MS);
    const rows = hours.map((hour) => ({ workspaceId, kind: 'expired' as const, hour, count: 2 }));
    await addRefusals(db, rows);
    await addRefusals(db, rows);
    expect(await sumRefusals(db, [workspaceId], new Date(0))).toEqual([{ kind: 'expired', count: 180 }]);
  });

  it('H-13 are told and kept for 7 days', async () => {
    const { workspaceId } = await newWorkspace();
    const now = Date.now();
    const hourOf = (at: number) => at - (at % HOUR_MS);
    const row = (at: number, count: number) => ({ workspaceId, kind: 'expired' as const, hour: hourOf(at), count });
    await addRefusals(db, [row(now, 1), row(now - REFUSALS_KEPT_MS + HOUR_MS, 10), row(now - REFUSALS_KEPT_MS, 100)]);
    const [all, nobodys] = [await told(workspaceId), await told('wsp_of_nobody')];
    expect(all.expiredHandshakes - nobodys.expiredHandshakes).toBe(11);
    await forgetOldRefusals(bindings);
    expect(await ownCounts(workspaceId)).toEqual({ expired: 11 });
  });
});
