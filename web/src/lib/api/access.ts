import type { Gate, GateList, InvitationPreview, UiLanguage, Workspace } from '@waqtor/contracts';
import { request } from './request.ts';
import { problemOf } from './problem.ts';
import { sessionEnded } from './session-ended.ts';

const encode = encodeURIComponent;
/** 401 is an answer here (a wrong password, a wrong code), not the end of a login. */
const post = <T>(path: string, body: unknown): Promise<T> => request<T>(path, { method: 'POST', body, isSignIn: true });

export interface SignedIn {
  user: { id: string; name: string; email: string } | null;
  secondFactorRequired: boolean;
}
export type SecondFactor = { code: string } | { backupCode: string };

export const signIn = (email: string, password: string): Promise<SignedIn> =>
  post('/api/auth/sign-in/email', { email, password });
export const showSecondFactor = (factor: SecondFactor): Promise<SignedIn> =>
  post('/api/auth/sign-in/second-factor', factor);

export interface NewAccount {
  name: string;
  email: string;
  password: string;
  language: UiLanguage;
  invitationToken?: string;
}
export const signUp = (account: NewAccount): Promise<unknown> => post('/api/auth/sign-up/email', account);
export const sendVerificationEmail = (email: string): Promise<unknown> =>
  post('/api/auth/verify-email/resend', { email });
export const verifyEmail = (token: string): Promise<unknown> => post('/api/auth/verify-email', { token });
export const forgetPassword = (email: string): Promise<unknown> => post('/api/auth/forgot-password', { email });
export const resetPassword = (token: string, password: string): Promise<unknown> =>
  post('/api/auth/reset-password', { token, password });

/** Recent authentication, good for 10 minutes. A login that ended meanwhile leads to the sign-in page. */
export const confirmIdentity = async (proof: { password: string } | { code: string }): Promise<void> => {
  try {
    await post('/api/auth/confirm', proof);
  } catch (error) {
    if (problemOf(error).code === 'unauthorized') sessionEnded();
    throw error;
  }
};

export const listWorkspaces = (): Promise<{ data: Workspace[] }> => request('/api/workspaces');
export const createWorkspace = (name: string, idempotencyKey: string): Promise<Workspace> =>
  request('/api/workspaces', { method: 'POST', body: { name }, idempotencyKey });
export const switchWorkspace = (id: string): Promise<unknown> =>
  request(`/api/workspaces/${encode(id)}/switch`, { method: 'POST', body: {} });

export const previewInvitation = (token: string): Promise<InvitationPreview> =>
  post('/api/invitations/preview', { token });
export const acceptInvitation = (token: string): Promise<unknown> => post('/api/invitations/accept', { token });

export const listGates = (): Promise<GateList> => request('/api/gates');
export const unlockGate = (gate: Gate, code: string): Promise<unknown> =>
  request(`/api/gates/${encode(gate)}/unlock`, { method: 'POST', body: { code } });
