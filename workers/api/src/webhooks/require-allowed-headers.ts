import { MAX_WEBHOOK_HEADERS, MAX_WEBHOOK_HEADERS_BYTES, WaqtorError } from '@waqtor/contracts';
import type { ErrorCode } from '@waqtor/contracts';
import { headerRefusal } from '@waqtor/core/webhook/header-refusal';
import type { HeaderRefusal } from '@waqtor/core/webhook/header-refusal';

/** RFC 6901: the name of a header may hold a `~`. */
const pointerOf = (name: string): string => `/headers/${name.replaceAll('~', '~0')}`;

const REFUSALS: Readonly<Record<HeaderRefusal['kind'], { code: ErrorCode; message: string }>> = {
  name: { code: 'header_not_allowed', message: 'is the name of a header that cannot be set' },
  twice: { code: 'header_not_allowed', message: 'is given twice' },
  value: { code: 'validation_failed', message: 'must be Latin letters and signs without line breaks' },
  count: { code: 'validation_failed', message: 'must be at most 20 headers' },
  size: { code: 'validation_failed', message: 'must be at most 4096 bytes together' },
};

/** W-9: names of HTTP, of proxies and of our own are refused with a pointer; so are too many, and too long ones. */
export const requireAllowedHeaders = (headers: Readonly<Record<string, string>>): void => {
  const refusal = headerRefusal(headers);
  if (refusal === null) return;
  const { code, message } = REFUSALS[refusal.kind];
  throw new WaqtorError(code, {
    details: { maxHeaders: MAX_WEBHOOK_HEADERS, maxBytes: MAX_WEBHOOK_HEADERS_BYTES },
    errors: [{ pointer: 'name' in refusal ? pointerOf(refusal.name) : '/headers', code: refusal.kind, message }],
  });
};
