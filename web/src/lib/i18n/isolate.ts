/** For a sentence made of parts: what is put in keeps its own direction and does not turn the rest around. */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** The same for numbers, codes and addresses, which are always read left to right. */
export const isolateLtr = (text: string): string => `\u2066${text}\u2069`;
