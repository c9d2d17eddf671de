import type { Webhook } from '@waqtor/contracts';

/** What people call an endpoint: its name, or where it leads when it has none. */
export const endpointName = ({ description, url }: Pick<Webhook, 'description' | 'url'>): string => {
  if (description.trim() !== '') return description.trim();
  try {
    return new URL(url).host;
  } catch {
    // An address that only the server understood is still a name.
    return url;
  }
};
