const encode = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** RFC 6266: an ASCII name for old clients, the real one in UTF-8. */
export const contentDisposition = (disposition: 'inline' | 'attachment', filename: string | null): string => {
  if (filename === null) return disposition;
  // A path or a control character in a name is never meant well.
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const name = (filename.split(/[/\\]/).pop() ?? '').replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 200) || 'file';
  // A lone surrogate, left by the cut or sent by somebody, cannot be encoded.
  const whole = name.toWellFormed();
  const ascii = whole.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encode(whole)}`;
};
