/** M-2: bytes of a file sent inside the request. */
export const MAX_ATTACHMENT_BYTES = 8 * 1024 * 1024;

export interface Attachment {
  file: File;
  type: 'image' | 'video' | 'audio' | 'document';
  /** Of the local file, for the preview; revoke it when it is no longer shown. */
  previewUrl: string | null;
}

/** Kinds that WhatsApp shows as such; everything else goes as a document. */
const SHOWN = /^(image\/(jpeg|png|webp)|video\/mp4|audio\/(ogg|mpeg|mp4|aac))/;

export const attachmentOf = (file: File): Attachment => {
  const kind = SHOWN.test(file.type) ? (file.type.split('/')[0] as 'image' | 'video' | 'audio') : 'document';
  return { file, type: kind, previewUrl: kind === 'image' ? URL.createObjectURL(file) : null };
};

export const base64Of = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'));
    reader.readAsDataURL(file);
  });
