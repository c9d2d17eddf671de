import type { Attachment } from 'svelte/attachments';

/** Puts the focus into a field once it is there: a frame later, when the dialog around it owns the focus. */
export const focusOnOpen: Attachment<HTMLElement> = (field) => {
  const frame = requestAnimationFrame(() => field.focus({ preventScroll: true }));
  return () => cancelAnimationFrame(frame);
};
