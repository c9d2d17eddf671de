const SETTLE_MS = 8_000;

/** A start leaves garbage that is collected when nothing else is done: what is measured is a session at rest. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
