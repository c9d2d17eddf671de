import { formatBytes, formatNumber } from '$lib/i18n/format.ts';
import * as m from '$lib/paraglide/messages.js';
import { Attachment, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS } from '../attachment.svelte.ts';

/** Files that were chosen and not sent yet; each goes up as soon as it is chosen. */
export class FileTray {
  files = $state.raw<Attachment[]>([]);
  /** Why the last choice was not taken, in the reader's words. */
  refusal = $state('');

  add(chosen: Iterable<File>): void {
    this.refusal = '';
    for (const file of chosen) {
      if (this.files.length >= MAX_ATTACHMENTS) {
        this.refusal = m.inbox_too_many_files({ limit: formatNumber(MAX_ATTACHMENTS) });
      } else if (file.size > MAX_ATTACHMENT_BYTES) {
        this.refusal = m.composer_too_large({ limit: formatBytes(MAX_ATTACHMENT_BYTES) });
      } else if (file.size === 0) {
        this.refusal = m.composer_empty_file();
      } else {
        const attachment = new Attachment(file);
        this.files = [...this.files, attachment];
        // Its refusal stands at the file.
        attachment.upload().catch(() => undefined);
      }
    }
  }

  remove(attachment: Attachment): void {
    attachment.cancel();
    this.files = this.files.filter((one) => one !== attachment);
  }

  /** For sending: they are the outbox's from now on. */
  take(): Attachment[] {
    const files = this.files;
    this.files = [];
    this.refusal = '';
    return files;
  }

  clear(): void {
    for (const file of this.take()) file.cancel();
  }
}
