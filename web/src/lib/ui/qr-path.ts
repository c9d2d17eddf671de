import { encode } from 'uqr';

export interface QrPath {
  /** Modules on a side, the quiet zone included. */
  size: number;
  /** The dark modules as one SVG path. */
  path: string;
}

/** Modules of white around the code; the white card around it adds the rest of what scanners want. */
const QUIET_MODULES = 1;

export const qrPath = (text: string): QrPath => {
  const { size, data } = encode(text, { border: QUIET_MODULES });
  let path = '';
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      path += `M${start} ${y}h${x - start + 1}v1H${start}z`;
    }
  }
  return { size, path };
};
