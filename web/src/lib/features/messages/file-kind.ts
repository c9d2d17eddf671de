import type { Media } from '@waqtor/contracts';

/** `PDF`, `XLSX`: the ending of the name, else what the type says; empty when neither is short enough to be one. */
export const fileKind = ({ filename, mimetype }: Pick<Media, 'filename' | 'mimetype'>): string => {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(filename ?? '')?.[1] ?? mimetype.split('/')[1]?.split(';')[0] ?? '';
  return /^[\w-]{1,5}$/.test(ending) ? ending.toUpperCase() : '';
};
