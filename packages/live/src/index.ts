export { LiveClient } from './live-client.ts';
export type { LiveClientOptions } from './live-options.ts';
export type { LiveState } from './live-state.ts';
export type { Gap, LogPosition } from './log-position.ts';
export { ConnectionRefused, type ConnectionInfo, type LiveSocket, type OpenSocket } from './socket.ts';
export { hubQuery } from './hub-query.ts';
export { systemClock, type LiveClock } from './clock.ts';
export { nextConnection, type ConnectionLoss, type NextConnection } from './reconnect-policy.ts';
