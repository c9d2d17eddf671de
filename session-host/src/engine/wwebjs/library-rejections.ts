/**
 * Promises that the library or puppeteer leave without a handler. One child process serves one session, so the blame
 * is certain: the session is told that it is broken. A rejection of our own code still ends the process.
 */
const listeners = new Set<(error: unknown) => void>();

const isForeign = (reason: unknown): boolean => {
  if (typeof reason === 'string') return true;
  if (!(reason instanceof Error)) return false;
  return (
    /whatsapp-web\.js|puppeteer/.test(reason.stack ?? '') || /^(ProtocolError|TargetCloseError)$/.test(reason.name)
  );
};

const onRejection = (reason: unknown): void => {
  if (!isForeign(reason) || listeners.size === 0) throw reason;
  for (const listener of [...listeners]) listener(reason);
};

/** Calls `listener` for each until the returned function is called. */
export const listenToRejections = (listener: (error: unknown) => void): (() => void) => {
  if (listeners.size === 0) process.on('unhandledRejection', onRejection);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) process.off('unhandledRejection', onRejection);
  };
};
