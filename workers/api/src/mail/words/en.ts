import type { MailTemplate, MailWords } from '../mail-template.ts';

const IGNORE = 'If this was not you, ignore this e-mail: nothing happens without the link.';

export const EN: Record<MailTemplate, MailWords> = {
  verify_email: {
    subject: 'Confirm your e-mail address',
    paragraphs: ['Welcome to WaQtor. Confirm that this address is yours, and you can sign in.'],
    action: 'Confirm the address',
    footer: `The link works once, for 24 hours. ${IGNORE}`,
  },
  sign_up_known: {
    subject: 'You already have an account',
    paragraphs: [
      'Somebody, probably you, tried to sign up with this address. It has an account already: sign in with it.',
      'Forgot the password? Choose a new one here: {resetLink}',
    ],
    action: 'Sign in',
    footer: 'If this was not you, ignore this e-mail: nothing was changed.',
  },
  reset_password: {
    subject: 'Choose a new password',
    paragraphs: ['Somebody, probably you, asked for a new password for this account.'],
    action: 'Choose a new password',
    footer: `The link works once, for one hour. ${IGNORE}`,
  },
  password_changed: {
    subject: 'Your password was changed',
    paragraphs: ['The password of your account was changed just now, and other browsers were signed out.'],
    action: 'This was not me: choose a new password',
    footer: 'If it was you, there is nothing to do.',
  },
  email_change: {
    subject: 'Confirm your new e-mail address',
    paragraphs: ['You asked to use this address for your account. It takes effect when you confirm it.'],
    action: 'Confirm the new address',
    footer: `The link works once, for 24 hours. ${IGNORE}`,
  },
  email_changed: {
    subject: 'Your e-mail address was changed',
    paragraphs: [
      'Your account now uses another address: {newEmail}',
      'If this was not you, write to the operator of this service at once.',
    ],
    footer: 'This is the last e-mail to this address.',
  },
  invitation: {
    subject: 'Invitation to {workspaceName}',
    paragraphs: ['{invitedByName} invites you to work in {workspaceName}.'],
    action: 'See the invitation',
    footer: 'The link works once, for 7 days. If you do not know the sender, ignore this e-mail.',
  },
  notification: {
    subject: '{title}',
    paragraphs: ['{title}', '{text}'],
    action: 'Open it in the dashboard',
    footer:
      'You get this because you are a member of the workspace. Settings, Notifications decides what comes by e-mail.',
  },
};
