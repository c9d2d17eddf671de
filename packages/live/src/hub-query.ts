import type { ConnectionInfo } from './socket.ts';

/** The query of `GET /ws`: gzipped frames where they can be read (H-11), and the connection whose place it takes. */
export const hubQuery = ({ replaces }: ConnectionInfo): string => {
  const query = new URLSearchParams();
  if (typeof DecompressionStream === 'function') query.set('encoding', 'gzip');
  if (replaces !== null) query.set('replaces', replaces);
  return query.toString();
};
