const BYTES_PER_TOKEN = 1024;
/** The types that are free are told by how a frame begins, so that a dropped frame is not even parsed. */
const FREE = /^\s*\{\s*"type"\s*:\s*"(?:ack|ping)"\s*[,}]/;
const MAX_FREE_CHARS = 200;

/** The last of two types counts, and one may be written with escapes: either could make anything free. */
const hasOneType = (data: string): boolean =>
  !data.includes('\\') && data.indexOf('"type"') === data.lastIndexOf('"type"');

/** H-8: tokens that a frame costs: one, and one more for each full kilobyte. Short `ack` and `ping` frames are free. */
export const frameCost = (data: string | ArrayBuffer, bytes: number): number => {
  if (typeof data === 'string' && data.length <= MAX_FREE_CHARS && FREE.test(data) && hasOneType(data)) return 0;
  return 1 + Math.floor(bytes / BYTES_PER_TOKEN);
};
