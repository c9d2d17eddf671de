import type { MonitorAlert } from '@waqtor/contracts';

/** What `monitor.alert` tells. */
export type AlertNews = MonitorAlert & { state: 'raised' | 'cleared' };

/** The alerts that stand after the news: one of each metric. */
export const afterAlert = (alerts: readonly MonitorAlert[], { state, ...alert }: AlertNews): MonitorAlert[] => {
  const others = alerts.filter(({ metric }) => metric !== alert.metric);
  return state === 'raised' ? [...others, alert] : others;
};
