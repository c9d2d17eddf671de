import type { UiLanguage } from '@waqtor/contracts';
import type { ApiEnv } from '../env.ts';
import { settingsOf } from '../env.ts';

type Page = 'verify-email' | 'reset-password' | 'invite' | 'login' | 'forgot-password';

/** A path of the dashboard, without language, as the address that a mail leads to. */
export const dashboardAddress = (env: ApiEnv, language: UiLanguage, path: string): string =>
  `${settingsOf(env).publicUrl}/${language}${path}`;

/** The page of the dashboard that a mail leads to, in the language of the mail. */
export const dashboardLink = (env: ApiEnv, language: UiLanguage, page: Page, token?: string): string =>
  `${settingsOf(env).publicUrl}/${language}/${page}${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`;
