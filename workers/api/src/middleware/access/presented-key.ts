/**
 * The API key of a request, or null when it carries none. What is presented as a key decides alone: the cookie beside
 * it is not looked at. Other `Authorization` schemes are not ours and count as none.
 */
export const presentedKey = (headers: Headers): string | null => {
  const own = headers.get('x-api-key');
  if (own !== null) return own.trim();
  const bearer = /^bearer\s+(.*)$/i.exec(headers.get('authorization') ?? '');
  return bearer ? (bearer[1] ?? '').trim() : null;
};
