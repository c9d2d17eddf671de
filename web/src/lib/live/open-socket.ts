import { ConnectionRefused, hubQuery, type OpenSocket } from '@waqtor/live';
import { createTicket } from '$lib/api/endpoints.ts';
import { ApiProblem } from '$lib/api/problem.ts';

const SUBPROTOCOL = 'waqtor.v1';

/** A socket of this origin with a fresh ticket (H-2): the cookie alone opens none. */
export const openSocket: OpenSocket = async (info) => {
  const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws?${hubQuery(info)}`;
  try {
    const { ticket } = await createTicket();
    return new WebSocket(url, [SUBPROTOCOL, `ticket.${ticket}`]);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) throw new ConnectionRefused(4401, { cause: error });
    if (error instanceof ApiProblem && error.status === 403) throw new ConnectionRefused(4403, { cause: error });
    throw error;
  }
};
