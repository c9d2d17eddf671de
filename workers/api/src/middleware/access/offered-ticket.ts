const TICKET_PREFIX = 'ticket.';

/** What a client offers in `Sec-WebSocket-Protocol`. */
export const offeredProtocols = (headers: Headers): string[] =>
  (headers.get('sec-websocket-protocol') ?? '').split(',').map((protocol) => protocol.trim());

/** The ticket among them (H-2), or null. */
export const offeredTicket = (headers: Headers): string | null =>
  offeredProtocols(headers)
    .find((protocol) => protocol.startsWith(TICKET_PREFIX))
    ?.slice(TICKET_PREFIX.length) ?? null;
