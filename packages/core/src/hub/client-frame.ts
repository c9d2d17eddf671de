import { clientFrameSchema, MAX_CLIENT_FRAME_BYTES, type ClientFrame } from '@waqtor/contracts';

/** H-9: above this the peer is not one of ours; the connection ends with 1009. */
export const MAX_TOLERATED_FRAME_BYTES = 1024 * 1024;
/** H-9: UTF-16 code units of one string inside a frame. */
export const MAX_FRAME_STRING_CHARS = 1000;

const KNOWN_TYPES = new Set<unknown>(clientFrameSchema.options.map((option) => option.shape.type.value));

export interface FrameIssue {
  path: string;
  message: string;
}
export type ParsedFrame =
  { ok: true; frame: ClientFrame } | { ok: false; code: 'frame_invalid' | 'frame_unknown_type'; issues: FrameIssue[] };

const invalid = (path: string, message: string): ParsedFrame => ({
  ok: false,
  code: 'frame_invalid',
  issues: [{ path, message }],
});

/** `too_large` is answered and the connection stays; `hostile` is closed with 1009. */
export const frameSizeVerdict = (bytes: number): 'fits' | 'too_large' | 'hostile' =>
  bytes <= MAX_CLIENT_FRAME_BYTES ? 'fits' : bytes <= MAX_TOLERATED_FRAME_BYTES ? 'too_large' : 'hostile';

/** Where the first overlong string lies, as a dotted path; null when there is none. */
const longStringPath = (value: unknown, path: string): string | null => {
  if (typeof value === 'string') return value.length > MAX_FRAME_STRING_CHARS ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = longStringPath(inner, path === '' ? key.slice(0, 40) : `${path}.${key.slice(0, 40)}`);
    if (found !== null) return found;
  }
  return null;
};

/** Reads one text frame of a client (H-4). Issues name the place and the rule, never the value. */
export const parseClientFrame = (text: string): ParsedFrame => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid('', 'is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return invalid('', 'is not a JSON object');
  const longPath = longStringPath(value, '');
  if (longPath !== null) return invalid(longPath, `is longer than ${MAX_FRAME_STRING_CHARS} characters`);
  const type = (value as Record<string, unknown>).type;
  if (typeof type !== 'string') return invalid('type', 'must be a string');
  if (!KNOWN_TYPES.has(type)) {
    return { ok: false, code: 'frame_unknown_type', issues: [{ path: 'type', message: 'is not a known type' }] };
  }
  const parsed = clientFrameSchema.safeParse(value);
  if (parsed.success) return { ok: true, frame: parsed.data };
  const issues = parsed.error.issues
    .slice(0, 10)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return { ok: false, code: 'frame_invalid', issues };
};
