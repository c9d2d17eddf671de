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
  if (!isForeign(reason)) throw reason;
  // Without a listener it is the echo of a browser that has ended already: nobody waits for it.
  for (const listener of [...listeners]) listener(reason);
};

let isInstalled = false;

/** Calls `listener` for each until the returned function is called. */
export const listenToRejections = (listener: (error: unknown) => void): (() => void) => {
  // Stays for good: the last rejections of a browser come after its end.
  if (!isInstalled) process.on('unhandledRejection', onRejection);
  isInstalled = true;
  listeners.add(listener);
  return () => listeners.delete(listener);
};
