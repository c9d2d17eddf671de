import { MAX_WEBHOOK_HEADERS, MAX_WEBHOOK_HEADERS_BYTES } from '@waqtor/contracts';
import { isHeaderNameAllowed, isHeaderValueAllowed } from './header-rule.ts';

export type HeaderRefusal =
  /** The name is taken. */
  | { kind: 'name'; name: string }
  /** The same name twice, in other letters: a receiver would see one of them, or both. */
  | { kind: 'twice'; name: string }
  /** Line breaks and what is not Latin-1: it would end the header, or break the request. */
  | { kind: 'value'; name: string }
  | { kind: 'count' }
  | { kind: 'size' };

/** Why the custom headers of an endpoint are not taken; null when they are. `name` is as it was written. */
export const headerRefusal = (headers: Readonly<Record<string, string>>): HeaderRefusal | null => {
  const entries = Object.entries(headers);
  if (entries.length > MAX_WEBHOOK_HEADERS) return { kind: 'count' };
  const seen = new Set<string>();
  let bytes = 0;
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    if (!isHeaderNameAllowed(lower)) return { kind: 'name', name };
    if (seen.has(lower)) return { kind: 'twice', name };
    if (!isHeaderValueAllowed(value)) return { kind: 'value', name };
    seen.add(lower);
    // Latin-1: characters are bytes.
    bytes += name.length + value.length;
  }
  return bytes > MAX_WEBHOOK_HEADERS_BYTES ? { kind: 'size' } : null;
};
