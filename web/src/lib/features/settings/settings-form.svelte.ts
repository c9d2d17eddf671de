import type { WorkspaceSettings } from '@waqtor/contracts';
import { getSettings, updateSettings, type SettingsChange } from '$lib/api/settings.ts';
import { problemOf, type ApiProblem } from '$lib/api/problem.ts';

/**
 * The settings as they were read, what was typed over them, and how saving went. `draft` is null until they are here;
 * a change by somebody else meanwhile is told (`isOutdated`) and never overwritten.
 */
export class SettingsForm {
  draft = $state<WorkspaceSettings | null>(null);
  readProblem = $state<ApiProblem | null>(null);
  problem = $state<ApiProblem | null>(null);
  isBusy = $state(false);
  isSaved = $state(false);
  #stored = $state.raw<WorkspaceSettings | null>(null);
  #etag: string | undefined;

  get isOutdated(): boolean {
    return this.problem?.code === 'precondition_failed';
  }

  get isChanged(): boolean {
    return this.draft !== null && JSON.stringify(this.draft) !== JSON.stringify(this.#stored);
  }

  async read(signal: AbortSignal): Promise<void> {
    this.readProblem = null;
    try {
      const { body, etag } = await getSettings(signal);
      this.#take(body, etag);
    } catch (error) {
      if (!signal.aborted) this.readProblem = problemOf(error);
    }
  }

  /** Reads what is there now and keeps what was typed here over it. */
  async catchUp(): Promise<void> {
    const typed = this.draft ? changesOf(this.#stored, this.draft) : {};
    const { body, etag } = await getSettings(AbortSignal.timeout(20_000));
    this.#take(body, etag);
    if (this.draft) this.draft = { ...this.draft, ...typed, branding: { ...this.draft.branding, ...typed.branding } };
  }

  undo(): void {
    this.draft = structuredClone(this.#stored);
    this.problem = null;
  }

  async save(): Promise<boolean> {
    if (!this.draft) return false;
    this.isBusy = true;
    this.isSaved = false;
    this.problem = null;
    try {
      const { body, etag } = await updateSettings(changesOf(this.#stored, $state.snapshot(this.draft)), this.#etag);
      this.#take(body, etag);
      this.isSaved = true;
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isBusy = false;
    }
    return this.isSaved;
  }

  #take(body: WorkspaceSettings, etag: string | undefined): void {
    this.#stored = body;
    this.#etag = etag;
    this.problem = null;
    this.draft = structuredClone(body);
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What differs, as a PATCH wants it. */
export const changesOf = (from: WorkspaceSettings | null, to: WorkspaceSettings): SettingsChange => {
  const { branding, ...rest } = to;
  const { logoUrl: _logo, ...texts } = branding;
  const plain = Object.entries(rest).filter(([name, value]) => !isSame(value, from?.[name as keyof typeof rest]));
  const brand = Object.entries(texts).filter(([name, value]) => value !== from?.branding[name as keyof typeof texts]);
  return { ...Object.fromEntries(plain), ...(brand.length > 0 ? { branding: Object.fromEntries(brand) } : {}) };
};
