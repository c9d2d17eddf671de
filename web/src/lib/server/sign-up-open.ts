import type { RequestEvent } from '@sveltejs/kit';

/** Whether strangers may sign up, as the API is set too; only for what is offered, the API decides. */
export const isSignUpOpen = (visit: Pick<RequestEvent, 'platform'>): boolean =>
  visit.platform?.env.WAQTOR_SIGN_UP !== 'invitation';
