/** One word for a POSIX shell, whatever is in it. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same request again, typed by hand: for trying a receiver from where it can be watched. */
export const curlCommand = (url: string, headers: Readonly<Record<string, string>>, body: string): string =>
  [
    `curl -X POST ${shellQuote(url)}`,
    ...Object.entries(headers).map(([name, value]) => `  -H ${shellQuote(`${name}: ${value}`)}`),
    `  --data-binary ${shellQuote(body)}`,
  ].join(' \\\n');
