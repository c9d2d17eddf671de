import type { PageWindow } from '../page-window.ts';
import type { LinkRepair } from './link-repair.ts';

declare const window: PageWindow;

/** Synced, but the library has not noticed for so many looks: it missed the event. */
const MISSED_AFTER_LOOKS = 3;

export const missedSync: LinkRepair = {
  where: 'client',
  id: 'missed-sync',
  breaks: '`ready` never comes when the page was in sync before the library listened, as after a quick restore.',
  since: 'not looked up; whatsapp-web.js 1.34.7 has it',
  source: 'whatsapp-web.js #3785; seen in the simulator (`sync: early`)',
  appliedTo: 'The page while it is being linked: the library is told of the sync once more.',
  offWhen: 'The library reads `hasSynced` itself and does not only wait for it to change.',
  isInLibrary: ({ inject }) => !/\.hasSynced\b/.test(inject),
  create: () => {
    let looks = 0;
    return ({ socket, hasSynced, isInjected }) => {
      looks = socket === 'CONNECTED' && hasSynced && !isInjected ? looks + 1 : 0;
      if (looks < MISSED_AFTER_LOOKS) return null;
      looks = 0;
      return () => window.onAppStateHasSyncedEvent?.();
    };
  },
};
