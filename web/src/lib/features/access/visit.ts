/** Whether the page was asked for on the machine that serves it: its mails are files then. */
export const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** Links of mails carry their secret as `token`; a page without one is told like a link that is too old. */
export const tokenOf = (url: URL): string => url.searchParams.get('token') ?? '';
