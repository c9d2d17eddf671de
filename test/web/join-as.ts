import type { Product } from '../../packages/testing/src/product.ts';
import { mailLinks } from './mail-links.ts';

/** A second person, by invitation as it is in real life; the link is in the file of the mail. */
export const joinAs = async (
  product: Product,
  email: string,
  role: string,
): Promise<{ email: string; password: string }> => {
  const password = `quiet-harbour-${crypto.randomUUID().slice(0, 8)}`;
  await product.api('POST', '/api/invitations', { email, role, language: 'en' });
  const token = new URL(await mailLinks(product)(email, 'invite')).searchParams.get('token') ?? '';
  const origin = product.dev.url;
  const post = (path: string, body: unknown, cookie = '') =>
    fetch(`${product.dev.apiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, ...(cookie ? { cookie } : {}) },
      body: JSON.stringify(body),
    });
  await post('/api/auth/sign-up/email', { name: 'Colleague', email, password, invitationToken: token });
  const signedIn = await post('/api/auth/sign-in/email', { email, password });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const accepted = await post('/api/invitations/accept', { token }, cookie);
  if (!accepted.ok) throw new Error(`The invitation was not accepted: ${accepted.status}`);
  return { email, password };
};
