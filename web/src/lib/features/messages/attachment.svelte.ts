import { problemOf } from '$lib/api/problem.ts';
import { type StoredUpload, uploadFile } from '$lib/api/upload.ts';

/** M-2: bytes of one streamed upload. */
export const MAX_ATTACHMENT_BYTES = 64 * 1024 * 1024;
/** Files that may be chosen at once; each goes as a message of its own. */
export const MAX_ATTACHMENTS = 10;

/** Kinds that WhatsApp shows as such; everything else goes as a document. */
const SHOWN = /^(image\/(jpeg|png|webp)|video\/mp4|audio\/(ogg|mpeg|mp4|aac))/;

/** A file on its way: the upload begins when it is chosen, so that it is there when the text is written. */
export class Attachment {
  readonly file: File;
  readonly type: 'image' | 'video' | 'audio' | 'voice' | 'document';
  /** Of the local picture or recording, for the preview; `release` ends it. */
  readonly previewUrl: string | null;
  /** 0 to 1. */
  progress = $state(0);
  /** Why it was refused, in the reader's words. */
  problem = $state<string | null>(null);
  #abort = new AbortController();
  #stored: Promise<StoredUpload> | null = null;

  /** `as`: what it is sent as; left out, its type decides. */
  constructor(file: File, as: 'voice' | null = null) {
    this.file = file;
    const shown = SHOWN.test(file.type) ? (file.type.split('/')[0] as 'image' | 'video' | 'audio') : 'document';
    this.type = as ?? shown;
    this.previewUrl = this.type === 'image' || this.type === 'voice' ? URL.createObjectURL(file) : null;
  }

  /** Begins, or begins again after a failure; the same upload while one is under way or done. */
  upload(): Promise<StoredUpload> {
    this.#stored ??= this.#send();
    return this.#stored;
  }

  cancel(): void {
    this.#abort.abort(new DOMException('Cancelled by the person.', 'AbortError'));
    this.release();
  }

  release(): void {
    if (this.previewUrl) URL.revokeObjectURL(this.previewUrl);
  }

  async #send(): Promise<StoredUpload> {
    this.problem = null;
    this.progress = 0;
    this.#abort = new AbortController();
    try {
      const stored = await uploadFile(this.file, (share) => (this.progress = share), this.#abort.signal);
      this.progress = 1;
      return stored;
    } catch (error) {
      this.#stored = null;
      if (!this.#abort.signal.aborted) {
        const { title, detail } = problemOf(error);
        this.problem = `${title} ${detail}`.trim();
      }
      throw error;
    }
  }
}
