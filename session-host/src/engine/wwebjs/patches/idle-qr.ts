import type { PageWindow } from '../page-window.ts';
import type { LinkRepair } from './link-repair.ts';

declare const window: PageWindow;

export const idleQr: LinkRepair = {
  where: 'client',
  id: 'idle-qr',
  breaks:
    'A QR that went idle is never shown again: the library asks for a new one in Node, with a call that exists in the page only.',
  since: 'not looked up; whatsapp-web.js 1.34.7 has it',
  source: 'seen in the simulator (`idle_ref`)',
  appliedTo: 'The page while it is being linked: it is asked for a new QR.',
  offWhen: 'The library no longer acts on `UNPAIRED_IDLE`, or does it inside the page.',
  isInLibrary: ({ inject }) => /'UNPAIRED_IDLE'[^}]*window\s*\.require\('WAWebCmd'\)/.test(inject),
  create:
    () =>
    ({ socket }) =>
      socket === 'UNPAIRED_IDLE' ? () => window.require('WAWebCmd').Cmd.refreshQR() : null,
};
