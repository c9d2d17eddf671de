import type { NotificationView } from '@waqtor/contracts';
import type { QueryClient } from '@tanstack/svelte-query';
import { getPreferences } from '$lib/api/notifications.ts';
import { BrowserAlerts, inOneTab } from './browser-alerts.svelte.ts';

export const PREFERENCES_KEY = ['notification-preferences'] as const;

/** N-3: a sound and a word on the desktop, where this browser may and the person wants it of this event; `open` leads to its page. */
export const alertOfArrival =
  (queries: QueryClient, open: (path: string) => void) =>
  async (row: NotificationView): Promise<void> => {
    const alerts = new BrowserAlerts();
    alerts.read();
    if (!alerts.isSoundOn && !alerts.isDesktopOn) return;
    const { preferences } = await queries.fetchQuery({
      queryKey: PREFERENCES_KEY,
      queryFn: ({ signal }) => getPreferences(signal),
    });
    const choice = preferences.find(({ code }) => code === row.code);
    await inOneTab(`${row.id}-${row.count}`, () => {
      if (alerts.isSoundOn && choice?.sound) alerts.playSound();
      if (!alerts.isDesktopOn || !choice?.desktop || document.hasFocus()) return;
      const { id: tag, title, body, link } = row;
      alerts.showDesktop({ tag, title, body, onopen: () => open(link ?? '/notifications') });
    });
  };
