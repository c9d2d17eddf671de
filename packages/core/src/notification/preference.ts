import { defaultChoice, NOTIFICATION_CHANNELS, type NotificationChoice } from '@waqtor/contracts';

/** Whether a choice says nothing that the default does not. */
export const isDefaultChoice = (code: string, choice: NotificationChoice): boolean => {
  const usual = defaultChoice(code);
  return NOTIFICATION_CHANNELS.every((channel) => choice[channel] === usual[channel]);
};
