import type { Mailer } from './mailer.ts';

export const MAIL_TIMEOUT_MS = 10_000;

export interface MailTarget {
  url: string;
  token: string;
}

/**
 * `POST {to, subject, text, html, id}` with a Bearer token to whatever sends mail for this deployment; the id is also
 * the Idempotency-Key. Any 2xx means that the mail is theirs now.
 */
export const httpMailer =
  (target: MailTarget): Mailer =>
  async ({ id, to, subject, text, html }) => {
    let response: Response;
    try {
      response = await fetch(target.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${target.token}`,
          'idempotency-key': id,
        },
        body: JSON.stringify({ to, subject, text, html, id }),
        redirect: 'manual',
        signal: AbortSignal.timeout(MAIL_TIMEOUT_MS),
      });
    } catch {
      // The text of a network error may quote the address; that there was none to reach is all that is kept.
      return 'failed_unreachable';
    }
    await response.body?.cancel();
    return response.ok ? 'sent' : `failed_${response.status}`;
  };
