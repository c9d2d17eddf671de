import { cleanFilename } from './filename.ts';

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** RFC 6266: an ASCII name for old clients, the real one in UTF-8. */
export const contentDisposition = (disposition: 'inline' | 'attachment', filename: string | null): string => {
  if (filename === null) return disposition;
  const name = cleanFilename(filename) ?? 'file';
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encode(name)}`;
};
