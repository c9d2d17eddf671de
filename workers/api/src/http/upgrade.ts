import { HANDSHAKE_PARAMETERS, WaqtorError } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';

/** 426 unless the request asks for a WebSocket. */
export const requireUpgrade = (c: ApiContext): void => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new WaqtorError('unsupported_protocol');
};

/** Headers that prove who connects: they end here, objects get the result. */
const CREDENTIALS = ['authorization', 'cookie', 'x-api-key', 'sec-websocket-protocol'];

/** The address without a signed handshake, which has done its part; what is left is about the frames (H-11). */
const addressOf = (c: ApiContext): URL => {
  const url = new URL(c.req.url);
  for (const name of HANDSHAKE_PARAMETERS) url.searchParams.delete(name);
  return url;
};

/** The upgrade as an object gets it: our word instead of the client's proof. */
export const forwardUpgrade = async (
  c: ApiContext,
  object: Fetcher,
  internal: Record<string, string>,
): Promise<Response> => {
  const headers = new Headers(c.req.raw.headers);
  for (const name of CREDENTIALS) headers.delete(name);
  for (const [name, value] of Object.entries(internal)) headers.set(name, value);
  try {
    return await object.fetch(new Request(addressOf(c), { method: 'GET', headers, redirect: 'manual' }));
  } catch (cause) {
    throw new WaqtorError('unavailable', { cause });
  }
};
