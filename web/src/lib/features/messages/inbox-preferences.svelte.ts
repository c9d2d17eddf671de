const KEY = 'waqtor-inbox';

interface Preferences {
  /** Else Ctrl + Enter sends and Enter starts a line. */
  enterSends: boolean;
  /** `j`, `k`, `r`, `/` and `?`; WCAG 2.1.4 wants them to be switched off by who speaks to the machine. */
  hasSingleKeys: boolean;
}

const read = (): Preferences => {
  const usual = { enterSends: true, hasSingleKeys: true };
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    // Storage is off or holds something else.
    return usual;
  }
};

/** How a person likes to write and to move; kept in this browser. */
export class InboxPreferences {
  #now = $state<Preferences>(read());

  get enterSends(): boolean {
    return this.#now.enterSends;
  }
  get hasSingleKeys(): boolean {
    return this.#now.hasSingleKeys;
  }

  set(change: Partial<Preferences>): void {
    this.#now = { ...this.#now, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#now));
    } catch {
      // Storage is off: it holds as long as the page.
    }
  }
}
