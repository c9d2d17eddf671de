import { NOTIFICATION_CODES, defaultChoice } from '@waqtor/contracts';
import type { NotificationPreferences } from '@waqtor/contracts';
import { isDefaultChoice } from '@waqtor/core/notification/preference';
import { chosenPreferences } from '@waqtor/db/queries/notification-preferences';
import type { Database } from '@waqtor/db/queries/database';
import type { Reader } from '@waqtor/db/queries/notifications';

/** Every code with what the person wants of it. */
export const presentPreferences = async (db: Database, reader: Reader): Promise<NotificationPreferences> => {
  const chosen = await chosenPreferences(db, reader);
  return {
    preferences: NOTIFICATION_CODES.map((code) => {
      const choice = chosen.get(code) ?? defaultChoice(code);
      return { code, ...choice, isDefault: isDefaultChoice(code, choice) };
    }),
  };
};
