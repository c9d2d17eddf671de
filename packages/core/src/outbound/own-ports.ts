const portIn = (text: string): number | null => {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
};

/**
 * The ports on which parts of this deployment listen, of `WAQTOR_OWN_PORTS`: ports, or addresses of which the port
 * counts, with commas. They matter where loopback is open (W-9). What is neither is left out.
 */
export const ownPortsOf = (text: string | undefined): number[] => [
  ...new Set((text ?? '').split(',').flatMap((part) => portIn(part.trim()) ?? [])),
];
