import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineUnavailable } from './session-engine.ts';

/** More than one block of the disk: an empty file fits on a full one. */
const TRIAL_BYTES = 64 * 1024;
const TRIAL_FILE = '.writable';
/** System codes of a folder that is not ours to write, whoever made it. */
const NOT_OURS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** What a failed write below the folder means for the session; null: nothing that a person could put right. */
export const unavailableBy = (error: unknown): EngineUnavailable | null => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (FULL.has(code)) return new EngineUnavailable('disk_full', { cause: error });
  if (NOT_OURS.has(code)) return new EngineUnavailable('profile_unusable', { cause: error });
  return null;
};

const makePrivate = (path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
};

/** Where the login of one session lies (`profile`, the engine's) and its outgoing media (`spool`, emptied at start). */
export class LoginFolder {
  readonly profileDir: string;
  readonly spoolDir: string;
  #isWipeAsked = false;

  constructor(folder: string) {
    this.profileDir = join(folder, 'profile');
    this.spoolDir = join(folder, 'spool');
    try {
      rmSync(this.spoolDir, { recursive: true, force: true });
    } catch {
      // Another user's: `prepare` says so before an engine starts, and the other sessions of this host go on.
    }
  }

  /**
   * Before each engine, after the old one ended. Throws EngineUnavailable: `profile_unusable` where the folder is not
   * ours to write, `disk_full` where nothing can be written; Chromium would come up and lose the login later.
   */
  prepare(): void {
    try {
      this.wipeWhenAsked();
      makePrivate(this.spoolDir);
      makePrivate(this.profileDir);
      const trial = join(this.profileDir, TRIAL_FILE);
      writeFileSync(trial, Buffer.alloc(TRIAL_BYTES));
      rmSync(trial);
    } catch (error) {
      throw unavailableBy(error) ?? error;
    }
  }

  /** The login must go as soon as no engine uses it. */
  askWipe(): void {
    this.#isWipeAsked = true;
  }

  /** Once no engine uses it: when the old one ended, or before the next. */
  wipeWhenAsked(): void {
    if (!this.#isWipeAsked) return;
    // A process of the browser that is being killed may write for a moment yet.
    rmSync(this.profileDir, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
    makePrivate(this.profileDir);
    this.#isWipeAsked = false;
  }
}
