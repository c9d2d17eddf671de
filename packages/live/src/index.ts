export { LiveClient, type LiveClientOptions } from './live-client.ts';
export type { LiveState } from './live-state.ts';
export type { LogPosition } from './log-position.ts';
export type { Gap } from './delivery-queue.ts';
export { ConnectionRefused, type LiveSocket, type OpenSocket } from './socket.ts';
export { systemClock, type LiveClock } from './clock.ts';
export { nextConnection, type ConnectionLoss, type NextConnection } from './reconnect-policy.ts';
