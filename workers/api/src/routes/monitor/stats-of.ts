import type { HubFigures, HubStats, MonitorSecurity } from '@waqtor/contracts';
import type { ApiContext } from '../../api.ts';
import { fleetOf, hubOf, reach } from '../../objects.ts';
import { securityCounts } from './security-counts.ts';

const sum = (hub: MonitorSecurity, before: MonitorSecurity): MonitorSecurity => ({
  unauthorizedAttempts: hub.unauthorizedAttempts + before.unauthorizedAttempts,
  rateLimitViolations: hub.rateLimitViolations + before.rateLimitViolations,
  invalidOrigins: hub.invalidOrigins + before.invalidOrigins,
  expiredHandshakes: hub.expiredHandshakes + before.expiredHandshakes,
  invalidSignatures: hub.invalidSignatures + before.invalidSignatures,
  oversizedMessages: hub.oversizedMessages + before.oversizedMessages,
});

/** What the hub tells, with its answer as a whole, and what it cannot know: session hosts, and who never reached it. */
export const withSystem = async <T>(
  c: ApiContext,
  askHub: () => Promise<T>,
  figuresOf: (told: T) => HubFigures,
): Promise<{ told: T; stats: HubStats }> => {
  const { workspaceId } = c.get('principal');
  const [told, hosts, before] = await Promise.all([
    reach(askHub, { isRepeatable: true }),
    reach(() => fleetOf(c.env).hosts(workspaceId), { isRepeatable: true }),
    securityCounts(c, workspaceId),
  ]);
  const figures = figuresOf(told);
  return { told, stats: { ...figures, security: sum(figures.security, before), system: { hosts } } };
};

/** H-13: the figures of the principal's workspace. */
export const statsOf = async (c: ApiContext): Promise<HubStats> => {
  const { workspaceId } = c.get('principal');
  const { stats } = await withSystem(
    c,
    () => hubOf(c.env, workspaceId).figures(workspaceId),
    (figures) => figures,
  );
  return stats;
};
