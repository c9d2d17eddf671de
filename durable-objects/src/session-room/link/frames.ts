import { ERRORS, type ErrorCode, type RoomFrame } from '@waqtor/contracts';

/** Sends one frame; a socket that is just closing is not an error: the host resends after its next hello. */
export const sendFrame = (ws: WebSocket, frame: RoomFrame): void => {
  try {
    ws.send(JSON.stringify(frame));
  } catch (error) {
    if (ws.readyState === 1) throw error;
  }
};

/** `message` never quotes what was received. */
export const sendError = (ws: WebSocket, code: ErrorCode, message: string = ERRORS[code].title.en): void =>
  sendFrame(ws, { type: 'error', code, message });

/** Close reasons are machine codes; the close code is the catalogue's. */
export const closeLink = (ws: WebSocket, code: ErrorCode): void => {
  const entry: { close?: number } = ERRORS[code];
  ws.close(entry.close ?? 1008, code);
};
