import { runDurableObjectAlarm } from 'cloudflare:test';
import { seal } from '@waqtor/core/sealed-box';
import { newWebhookSecret } from '@waqtor/core/webhook/signature';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEndpoint,
  endpointStub,
  handed,
  inTables,
  objectsEnv,
  playReceiver,
  until,
  valueOf,
  type Created,
  type Received,
  forgetEndpoints,
} from './endpoint.fixture.ts';

const rotate = async (endpoint: Created, graceSeconds: number) => {
  const secret = newWebhookSecret();
  const sealed = await seal(objectsEnv.WAQTOR_DATA_KEY, endpoint.endpointId, secret);
  return { secret, answer: await endpoint.rpc.rotateSecret(sealed, graceSeconds) };
};
const verifies = (secret: string, request: Received | undefined): boolean => {
  try {
    new Webhook(secret).verify(request?.body ?? '', Object.fromEntries(request?.headers ?? []));
    return true;
  } catch {
    // The library says no by an exception.
    return false;
  }
};

afterEach(forgetEndpoints);

describe('rotation of a secret', () => {
  it('W-2 signs by both while the old one is in its grace, and by the new one alone after it', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const { secret, answer } = await rotate(endpoint, 3600);
    expect(Date.parse(valueOf(answer).previousSecretExpiresAt ?? '')).toBeGreaterThan(Date.now() + 3_590_000);
    await endpoint.rpc.enqueue([handed()]);
    await until(() => received.length === 1);
    expect([verifies(secret, received[0]), verifies(endpoint.secret, received[0])]).toEqual([true, true]);
    await inTables(endpoint, (sql) => {
      sql.exec('UPDATE settings SET previous_expires_at = 1');
      sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'grace'`);
    });
    await runDurableObjectAlarm(endpointStub(endpoint.workspaceId, endpoint.endpointId));
    expect(valueOf(await endpoint.rpc.describe()).previousSecretExpiresAt).toBeNull();
    expect(
      await inTables(endpoint, (sql) => sql.exec('SELECT sealed_secrets FROM settings').one().sealed_secrets),
    ).not.toContain(',');
    await endpoint.rpc.enqueue([handed()]);
    await until(() => received.length === 2);
    expect([verifies(secret, received[1]), verifies(endpoint.secret, received[1])]).toEqual([true, false]);
  });

  it('W-2 does not sign by an old secret whose grace is over, also when the alarm is late', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    await rotate(endpoint, 3600);
    await inTables(endpoint, (sql) => sql.exec('UPDATE settings SET previous_expires_at = ?', Date.now() - 1));
    await endpoint.rpc.enqueue([handed()]);
    await until(() => received.length === 1);
    expect(received[0]?.headers.has('X-Waqtor-Signature-Previous')).toBe(false);
  });

  it('W-3 takes no third secret while an older grace runs, and one without grace at once', async () => {
    const endpoint = await createEndpoint();
    await rotate(endpoint, 3600);
    expect((await rotate(endpoint, 0)).answer).toMatchObject({ ok: false, code: 'too_many_secrets' });
    expect(valueOf(await endpoint.rpc.endSecretGrace()).previousSecretExpiresAt).toBeNull();
    expect(valueOf((await rotate(endpoint, 0)).answer).previousSecretExpiresAt).toBeNull();
  });
});
