import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { bodySignature, newWebhookSecret, signatureHeaders, signingKeysOf, standardSignature } from './signature.ts';

const body = JSON.stringify({ type: 'message.received', data: { body: 'مرحبا 👋' } });
const nowSeconds = () => Math.floor(Date.now() / 1000);
const signed = async (secrets: string[], change: { eventId?: string; timestampSeconds?: number } = {}) => {
  const keys = await Promise.all(secrets.map(signingKeysOf));
  return signatureHeaders({ keys, eventId: 'evt_1', timestampSeconds: nowSeconds(), body, ...change });
};

describe('webhook signature', () => {
  it('W-2 equals the fixed vector of the Standard Webhooks library', async () => {
    const signature = await standardSignature(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('W-2 verifies with the official library', async () => {
    const secret = newWebhookSecret();
    expect(() => new Webhook(secret).verify(body, {})).toThrow();
    const headers = await signed([secret]);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('W-2 does not verify when a byte, the id or the time differs', async () => {
    const secret = newWebhookSecret();
    const headers = await signed([secret]);
    const library = new Webhook(secret);
    expect(() => library.verify(`${body} `, headers)).toThrow();
    expect(() => library.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
    const old = await signed([secret], { timestampSeconds: nowSeconds() - 301 });
    expect(() => library.verify(body, old)).toThrow(/too old/);
  });

  it('W-2 signs the raw body with the whole secret, as hex', async () => {
    const secret = newWebhookSecret();
    const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    expect(await bodySignature(secret, body)).toBe(expected);
    expect((await signed([secret]))['X-Waqtor-Signature']).toBe(expected);
  });

  it('W-2 verifies with either secret while the old one is in its grace', async () => {
    const [fresh, old] = [newWebhookSecret(), newWebhookSecret()];
    const headers = await signed([fresh, old]);
    expect(() => new Webhook(fresh).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(old).verify(body, headers)).not.toThrow();
    expect(headers['X-Waqtor-Signature']).toBe(await bodySignature(fresh, body));
    expect(headers['X-Waqtor-Signature-Previous']).toBe(await bodySignature(old, body));
  });

  it('W-2 sends no previous signature outside a rotation', async () => {
    expect(await signed([newWebhookSecret()])).not.toHaveProperty('X-Waqtor-Signature-Previous');
  });

  it('W-2 generates secrets of whsec_ and 32 bytes, each another', () => {
    const secret = newWebhookSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newWebhookSecret()).not.toBe(secret);
  });
});
