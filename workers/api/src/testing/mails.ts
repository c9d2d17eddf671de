import { open } from '@waqtor/core/sealed-box';
import type { Mail } from '../mail/compose-mail.ts';
import { renderMail } from '../mail/render-mail.ts';
import { bindings } from './api-client.ts';

/** Mails of other tests lie in the same table; nobody looks further back than this. */
const MAX_ROWS = 200;

export interface TestMail extends Omit<Mail, 'to'> {
  subject: string;
  text: string;
}

/** The mails to this address that nobody has sent yet (locally none are), oldest first. */
export const mailsTo = async (email: string): Promise<TestMail[]> => {
  const { results } = await bindings.DB.prepare(
    "SELECT id, sealed FROM mails WHERE sealed <> '' ORDER BY rowid DESC LIMIT ?",
  )
    .bind(MAX_ROWS)
    .all<{ id: string; sealed: string }>();
  const opened = await Promise.all(
    results
      .reverse()
      .map(async (row) => JSON.parse(await open(bindings.WAQTOR_DATA_KEY ?? '', row.id, row.sealed)) as Mail),
  );
  return opened
    .filter((mail) => mail.to === email)
    .map(({ template, language, params }) => {
      const { subject, text } = renderMail(template, language, params);
      return { template, language, params, subject, text };
    });
};

/** The token in the link of a mail. */
export const tokenIn = (mail: TestMail | undefined): string =>
  new URL(mail?.params.link ?? '').searchParams.get('token') ?? '';
