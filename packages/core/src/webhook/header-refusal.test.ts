import { describe, expect, it } from 'vitest';
import { headerRefusal } from './header-refusal.ts';

describe('custom headers of an endpoint', () => {
  it.each([
    'Authorization',
    'X-Tenant',
    'X-Api-Key',
    'Accept',
    'Accept-Language',
    'Traceparent',
    'X-Hub-Signature-256',
  ])('W-9 lets %s be set', (name) => {
    expect(headerRefusal({ [name]: 'Bearer abc' })).toBeNull();
  });

  it.each([
    ...['Host', 'HOST', 'host', 'Connection', 'Transfer-Encoding', 'TE', 'Trailer', 'Upgrade', 'Keep-Alive', 'Expect'],
    ...['Content-Type', 'content-length', 'Content-Encoding', 'CONTENT-MD5', 'Date', 'User-Agent', 'Accept-Encoding'],
    ...['webhook-id', 'Webhook-Signature', 'webhook-anything', 'X-Waqtor-Signature', 'x-waqtor-anything'],
    ...['CF-Connecting-IP', 'cf-worker', 'True-Client-IP', 'CDN-Loop', 'X-Real-IP', 'X-Forwarded-For', 'Forwarded'],
    ...['Proxy-Authorization', 'Proxy-Connection', 'Via', 'Max-Forwards', 'Cookie', 'Set-Cookie', 'Origin', 'Referer'],
    ...['Sec-Fetch-Site', 'If-Match', 'Range', 'X-Original-URL', 'X-HTTP-Method-Override', 'HTTP2-Settings'],
  ])('W-9 keeps %s for itself', (name) => {
    expect(headerRefusal({ 'X-Fine': 'a', [name]: 'b' })).toEqual({ kind: 'name', name });
  });

  it.each(['a\r\nX-Injected: 1', 'a\nb', 'a\u0000b', 'قيمة', '\u007f'])('W-9 refuses the value %j', (value) => {
    expect(headerRefusal({ 'X-Value': value })).toEqual({ kind: 'value', name: 'X-Value' });
  });

  it('W-9 refuses one name in two spellings', () => {
    expect(headerRefusal({ 'X-Tenant': 'a', 'x-tenant': 'b' })).toEqual({ kind: 'twice', name: 'x-tenant' });
  });

  it('W-3 takes 20 headers of 4,096 bytes together, names included, and no more', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`X-${at}`, 'v']));
    expect(headerRefusal(many(20))).toBeNull();
    expect(headerRefusal(many(21))).toEqual({ kind: 'count' });
    const sized = (last: number) => ({ A: 'v'.repeat(1999), B: 'v'.repeat(1999), C: 'v'.repeat(last) });
    expect(headerRefusal(sized(95))).toBeNull();
    expect(headerRefusal(sized(96))).toEqual({ kind: 'size' });
  });
});
