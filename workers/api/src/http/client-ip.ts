/** The address that the edge saw. Never `X-Forwarded-For`, which is whatever a client says (design §10). */
export const clientIp = (headers: Headers): string => headers.get('cf-connecting-ip') ?? '0.0.0.0';
