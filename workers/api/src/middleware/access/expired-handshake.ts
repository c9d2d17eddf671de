import { WaqtorError } from '@waqtor/contracts';

/** A signed time that is too far from ours; `serverTime` lets the other side say by how much its clock is off. */
export const expiredHandshake = (now: number): WaqtorError =>
  new WaqtorError('expired_handshake', { details: { serverTime: new Date(now).toISOString() } });
