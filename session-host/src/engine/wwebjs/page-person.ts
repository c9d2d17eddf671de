import type { PageWindow } from './page-window.ts';

declare const window: PageWindow;

/**
 * Runs INSIDE the page before anything else (its source text is sent there), so it must use nothing from outside.
 *
 * What the page wants of a person, told without its words, which change with language and version: a passkey by the
 * browser's own call for it; a modal dialog without any button waits for something elsewhere, the phone; one with a
 * single button on a linked page has news, and is put away (it was seen to end links that left it open).
 */
export const installPersonNeed = (): void => {
  /** A passkey that was asked for and not given counts for so long. */
  const PASSKEY_ASKED_MS = 120_000;
  let passkeyAskedAt: number | null = null;
  const credentials = navigator.credentials as CredentialsContainer | undefined;
  if (credentials) {
    const get = credentials.get.bind(credentials);
    credentials.get = async (options) => {
      if (options?.publicKey) passkeyAskedAt = Date.now();
      const given = await get(options);
      passkeyAskedAt = null;
      return given;
    };
  }
  window.WaQtorPersonNeed = () => {
    const isLinked = window.require('WAWebSocketModel').Socket.state === 'CONNECTED';
    if (isLinked) passkeyAskedAt = null;
    if (passkeyAskedAt !== null && Date.now() - passkeyAskedAt < PASSKEY_ASKED_MS) return 'passkey_required';
    for (const dialog of document.querySelectorAll<HTMLElement>('[role="dialog"], dialog[open]')) {
      if (dialog.getClientRects().length === 0) continue;
      const [button, ...others] = dialog.querySelectorAll<HTMLElement>('button, [role="button"]');
      const isModal = dialog.getAttribute('aria-modal') === 'true' || dialog.tagName === 'DIALOG';
      if (!button && isModal) return 'confirm_on_phone';
      if (button && others.length === 0 && isLinked) button.click();
    }
    return null;
  };
};
