import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { refuse } from '@waqtor/contracts';
import type { Principal, Result } from '@waqtor/contracts';
import { isSameBytes } from '../same-bytes.ts';
import { networkOf } from './network-address.ts';

/** H-2: how long a ticket can be spent. */
export const TICKET_TTL_MS = 30_000;
const MAX_TICKET_CHARS = 2_000;

export interface TicketClaims {
  principal: Principal;
  network: string;
  /** Empty when the asking client sent no Origin (a machine). */
  origin: string;
  expiresAtMs: number;
  nonce: string;
}

/** Who presents a ticket, and from where. */
export interface TicketBearer {
  ip: string;
  origin: string;
}

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const fromBase64Url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

/** A key of its own, so that a ticket can never pass for anything else signed with the deployment's secret. */
const ticketKey = (secret: string): Uint8Array =>
  hkdf(sha256, utf8ToBytes(secret), undefined, utf8ToBytes('waqtor-ws-ticket-v1'), 32);

const sign = (secret: string, body: string): Uint8Array => hmac(sha256, ticketKey(secret), utf8ToBytes(body));

/** A ticket for `bearer`: letters that a WebSocket subprotocol may hold. The hub lets each nonce in once. */
export const mintTicket = (
  secret: string,
  principal: Principal,
  bearer: TicketBearer,
  now: number,
): { ticket: string; expiresAtMs: number } => {
  const expiresAtMs = now + TICKET_TTL_MS;
  const claims: TicketClaims = {
    principal,
    network: networkOf(bearer.ip),
    origin: bearer.origin,
    expiresAtMs,
    nonce: toBase64Url(crypto.getRandomValues(new Uint8Array(16))),
  };
  const body = toBase64Url(utf8ToBytes(JSON.stringify(claims)));
  return { ticket: `${body}.${toBase64Url(sign(secret, body))}`, expiresAtMs };
};

/** What stands in a ticket of ours, whoever holds it and however old it is; null for anything that we did not sign. */
export const readTicket = (secret: string, ticket: string): TicketClaims | null => {
  const match = ticket.length <= MAX_TICKET_CHARS ? /^([\w-]+)\.([\w-]{43})$/.exec(ticket) : null;
  if (!match) return null;
  const [, body, signature] = match as unknown as [string, string, string];
  if (!isSameBytes(sign(secret, body), fromBase64Url(signature))) return null;
  // Signed by us, hence of our shape: no need to validate again.
  return JSON.parse(new TextDecoder().decode(fromBase64Url(body))) as TicketClaims;
};

/** The claims, or `invalid_ticket` without a word about what was wrong. */
export const openTicket = (secret: string, ticket: string, bearer: TicketBearer, now: number): Result<TicketClaims> => {
  const claims = readTicket(secret, ticket);
  const isUsable =
    claims !== null &&
    now < claims.expiresAtMs &&
    claims.network === networkOf(bearer.ip) &&
    claims.origin === bearer.origin;
  return isUsable ? { ok: true, value: claims } : refuse('invalid_ticket');
};
