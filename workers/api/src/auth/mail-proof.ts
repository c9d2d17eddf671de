import { findCredentialByEmail } from '@waqtor/db/queries/credentials';
import type { personExists } from '@waqtor/db/queries/credentials';
import { insertMailedProof } from '@waqtor/db/queries/account-changes';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ProofPurpose } from '@waqtor/db/queries/one-time-proofs';
import type { ApiContext } from '../api.ts';
import { languageOf } from '../i18n/language.ts';
import { composeMail, postMails } from '../mail/compose-mail.ts';
import { dashboardLink } from '../mail/dashboard-link.ts';
import { newProof } from './proof-token.ts';

/** Of the same form as a real one; no person has it. */
const NOBODY = `usr_${'0'.repeat(26)}`;

interface MailedProof {
  purpose: ProofPurpose;
  template: 'verify_email' | 'reset_password';
  page: 'verify-email' | 'reset-password';
  /** Decided by the database, in the statements that write. */
  condition: typeof personExists;
}

/**
 * A link by mail to whoever has this address. For an address that nobody has, the same work is done up to the last
 * statement, which then writes nothing: neither answer nor time tells which it was.
 */
export const mailProof = async (c: ApiContext, email: string, wanted: MailedProof): Promise<void> => {
  const db = openDatabase(c.env.DB);
  const person = await findCredentialByEmail(db, email);
  const userId = person?.userId ?? NOBODY;
  const language = person?.language ?? languageOf(c.req.header('accept-language'));
  const { token, proof } = newProof(wanted.purpose, userId);
  const mail = await composeMail(c.env, {
    to: email,
    language,
    template: wanted.template,
    params: { link: dashboardLink(c.env, language, wanted.page, token) },
  });
  await insertMailedProof(db, proof, mail, wanted.condition(userId), new Date());
  postMails(c);
};
