import type { SessionReasonCode } from '@waqtor/contracts';

/** Causes that stay until a person does something about them: no try and no waiting brings the session back. */
export const LASTING_REASONS: readonly SessionReasonCode[] = [
  'banned',
  'conflict',
  'crash_loop',
  'browser_failed',
  'browser_missing',
  'page_changed',
  'disk_full',
  'profile_unusable',
];
