import { createHmac } from 'node:crypto';

/** What is stored of a code: bound to its workspace, and of no use without the deployment's secret. */
export const hashAccessCode = (authSecret: string, workspaceId: string, code: string): string =>
  createHmac('sha256', authSecret).update(`access-code:${workspaceId}:${code}`).digest('hex');
