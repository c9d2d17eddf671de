import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { HOST_HEADERS, handshakePayload } from '@waqtor/contracts';
import { systemClock } from '../clock.ts';
import { silentLog } from '../telemetry/log.ts';
import { FakeEdge } from '../testing/fake-edge.ts';
import { enrol } from './enrol.ts';
import { loadIdentity } from './identity.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'waqtor-enrol-'));
const open: FakeEdge[] = [];
afterEach(async () => {
  for (const edge of open.splice(0)) await edge.close();
});

const attempt = (edgeUrl: string, code: string | null) =>
  enrol({
    edgeUrl,
    code,
    hostName: 'test',
    identity: loadIdentity(folder()),
    clock: systemClock,
    log: silentLog,
    signal: new AbortController().signal,
  });

describe('R-3 the identity of a host', () => {
  it('R-3 is made once, in a file that only its owner reads', () => {
    const dir = folder();
    const first = loadIdentity(dir);
    expect(loadIdentity(dir).publicKey).toBe(first.publicKey);
    expect(first.publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(statSync(join(dir, 'host-key.pem')).mode & 0o777).toBe(0o600);
  });

  it('R-3 signs every field of the handshake with a fresh nonce', () => {
    const identity = loadIdentity(folder(), () => 1_700_000_000_000);
    const scope = { audience: 'link', sessionId: 'ses_0000000001', epoch: 7 };
    const headers = identity.headers('hst_0000000001', scope);
    const payload = handshakePayload({
      ...scope,
      hostId: 'hst_0000000001',
      timestampMs: 1_700_000_000_000,
      nonce: headers[HOST_HEADERS.nonce] ?? '',
    });
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: identity.publicKey }, format: 'jwk' });
    const signature = Buffer.from(headers[HOST_HEADERS.signature] ?? '', 'base64url');
    expect(verify(null, Buffer.from(payload), key, signature)).toBe(true);
    expect(identity.headers('hst_0000000001', scope)[HOST_HEADERS.nonce]).not.toBe(headers[HOST_HEADERS.nonce]);
  });

  it('R-3 says in one sentence that the key file is damaged', () => {
    const dir = folder();
    writeFileSync(join(dir, 'host-key.pem'), 'nonsense');
    expect(() => loadIdentity(dir)).toThrow('The key file host-key.pem in WAQTOR_HOST_DATA cannot be read');
  });
});

describe('R-3 enrolment', () => {
  it('R-3 buys a host id with the one-time code', async () => {
    const edge = new FakeEdge();
    open.push(edge);
    expect(await attempt(await edge.listen(), 'code-one-two-three')).toMatch(/^hst_/);
  });

  it('R-3 says that a refused code must be replaced', async () => {
    const edge = new FakeEdge();
    open.push(edge);
    await expect(attempt(await edge.listen(), 'a-used-up-code')).rejects.toThrow(
      'The enrolment was refused (invalid_enrolment_code)',
    );
  });

  it('R-3 says that a code is needed', async () => {
    await expect(attempt('http://127.0.0.1:9', null)).rejects.toThrow('This host is not enrolled');
  });

  it('R-3 waits for an edge that is not up yet', async () => {
    const first = new FakeEdge();
    const url = await first.listen();
    await first.close();
    const enrolment = attempt(url, 'code-one-two-three');
    const edge = new FakeEdge();
    open.push(edge);
    await edge.listen(Number(new URL(url).port));
    expect(await enrolment).toMatch(/^hst_/);
  });
});
