import type { Principal } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { networkOf } from './network-address.ts';
import { TICKET_TTL_MS, mintTicket, openTicket } from './ticket.ts';

const SECRET = 'a-secret-of-a-deployment-0123456789';
const NOW = 1_700_000_000_000;
const bearer = { ip: '192.0.2.7', origin: 'https://waqtor.example' };
const principal: Principal = {
  kind: 'user',
  id: 'usr_0000000001',
  workspaceId: 'wsp_0000000001',
  role: 'agent',
  scopes: ['*'],
};
const refusal = { ok: false, code: 'invalid_ticket' };

describe('ticket', () => {
  it('H-2 opens for the same address and Origin within its time', () => {
    const { ticket, expiresAtMs } = mintTicket(SECRET, principal, bearer, NOW);
    expect(expiresAtMs).toBe(NOW + TICKET_TTL_MS);
    expect(openTicket(SECRET, ticket, bearer, expiresAtMs - 1)).toMatchObject({ ok: true, value: { principal } });
  });

  it('H-2 fits a WebSocket subprotocol', () => {
    expect(mintTicket(SECRET, principal, bearer, NOW).ticket).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('H-2 has another nonce each time', () => {
    const nonces = [1, 2].map(() => {
      const opened = openTicket(SECRET, mintTicket(SECRET, principal, bearer, NOW).ticket, bearer, NOW);
      return opened.ok ? opened.value.nonce : '';
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it.each([
    ['after its time', bearer, NOW + TICKET_TTL_MS, SECRET],
    ['from another address', { ...bearer, ip: '192.0.2.8' }, NOW, SECRET],
    ['from another Origin', { ...bearer, origin: 'https://evil.example' }, NOW, SECRET],
    ['without an Origin', { ...bearer, origin: '' }, NOW, SECRET],
    ['under another secret', bearer, NOW, `${SECRET}x`],
  ])('H-2 is refused %s', (_title, from, now, secret) => {
    expect(openTicket(secret, mintTicket(SECRET, principal, bearer, NOW).ticket, from, now)).toEqual(refusal);
  });

  it('H-2 is refused when its claims were changed', () => {
    const { ticket } = mintTicket(SECRET, principal, bearer, NOW);
    const [body = '', signature = ''] = ticket.split('.');
    const forged = btoa(atob(body).replace('agent', 'owner')).replaceAll('=', '');
    expect(openTicket(SECRET, `${forged}.${signature}`, bearer, NOW)).toEqual(refusal);
  });

  it.each(['', '.', 'a.b', 'x'.repeat(5_000)])('H-2 refuses what is no ticket', (text) => {
    expect(openTicket(SECRET, text, bearer, NOW)).toEqual(refusal);
  });

  it.each([
    ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.7'],
  ])('H-2 binds %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
