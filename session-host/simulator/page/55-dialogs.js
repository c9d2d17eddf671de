import { faults, transmit } from './50-network-link.js';
import { Socket } from './40-state.js';

/** What the page shows to a person: a dialog that waits for the phone, news with one button, and the passkey. */
const LOOK_EVERY_MS = 100;
let shown = null;
let isNewsRead = false;

const show = (kind) => {
  shown?.remove();
  shown = null;
  if (kind === null) return;
  shown = document.createElement('div');
  shown.dataset.kind = kind;
  shown.setAttribute('role', 'dialog');
  shown.setAttribute('aria-modal', 'true');
  shown.append(kind === 'phone' ? 'Confirm on your phone' : "What's new");
  if (kind === 'news') {
    const button = document.createElement('button');
    button.append('Continue');
    button.onclick = () => {
      isNewsRead = true;
      transmit({ t: 'news_read' });
      show(null);
    };
    shown.append(button);
  }
  document.body.append(shown);
};

setInterval(() => {
  const isLinked = Socket.state === 'CONNECTED';
  const isWanted = isLinked && faults.dialog !== null && !(faults.dialog === 'news' && isNewsRead);
  const kind = isWanted ? faults.dialog : null;
  if (kind !== (shown?.dataset.kind ?? null)) show(kind);
}, LOOK_EVERY_MS);

/** The site asks for a passkey with the browser's own call; while the fault is on nobody confirms it. */
export const passkeyConfirmed = async () => {
  if (!faults.passkey) return;
  navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16), timeout: 60_000 } }).catch(() => undefined);
  while (faults.passkey) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
};
