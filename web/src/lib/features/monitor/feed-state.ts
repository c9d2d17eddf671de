/** Where figures come from: the socket, the API every few seconds, or nowhere. */
export type FeedState = 'live' | 'polling' | 'paused';

/** Figures come every 2 s; a socket that told none for this long tells none. */
export const SILENT_AFTER_MS = 8_000;

interface Feed {
  isConnected: boolean;
  /** The last event with figures, epoch ms; 0 before the first. */
  lastEventMs: number;
  /** The last answer of the API, or its failure. */
  hasReadFailed: boolean;
  nowMs: number;
}

export const feedState = ({ isConnected, lastEventMs, hasReadFailed, nowMs }: Feed): FeedState => {
  if (isConnected && nowMs - lastEventMs <= SILENT_AFTER_MS) return 'live';
  return hasReadFailed ? 'paused' : 'polling';
};
