import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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
    rmSync(this.spoolDir, { recursive: true, force: true });
    makePrivate(this.spoolDir);
    makePrivate(this.profileDir);
  }

  /** The login must go as soon as no engine uses it. */
  askWipe(): void {
    this.#isWipeAsked = true;
  }

  /** Called after the old engine ended and before a new one begins, whichever comes first. */
  wipeWhenAsked(): void {
    if (!this.#isWipeAsked) return;
    this.#isWipeAsked = false;
    rmSync(this.profileDir, { recursive: true, force: true });
    makePrivate(this.profileDir);
  }
}
