import { attachFailure, injectFailure, logoutProfile } from './client-patches.ts';
import { idText } from './id-text.ts';
import { idleQr } from './idle-qr.ts';
import type { LinkRepair } from './link-repair.ts';
import { mediaDownloadType } from './media-download-type.ts';
import { mediaMessageId } from './media-message-id.ts';
import { missedSync } from './missed-sync.ts';
import { pageErrorText } from './page-error-text.ts';
import type { ClientPatch, NotUsed, PagePatch } from './patch.ts';

/** In the order in which they are put into the page: ids first, for the others read them. */
export const PAGE_PATCHES: readonly PagePatch[] = [idText, mediaMessageId, mediaDownloadType, pageErrorText];
export const LINK_REPAIRS: readonly LinkRepair[] = [missedSync, idleQr];
export const CLIENT_PATCHES: readonly ClientPatch[] = [...LINK_REPAIRS, attachFailure, injectFailure, logoutProfile];

/** Faults of the library in what WaQtor does not call: nothing is patched, so nothing of it may be used unread. */
export const NOT_USED: readonly NotUsed[] = [
  {
    id: 'status-send',
    breaks: 'Sending a status fails: the functions of the page take other arguments.',
    source: 'whatsapp-web.js #201816',
    reason: 'WaQtor sends no status.',
  },
  {
    id: 'channel-link-preview',
    breaks: 'Link previews in channels fail.',
    source: 'OpenWA, list of its patches',
    reason: 'WaQtor sends to no channel.',
  },
  {
    id: 'group-participants',
    breaks: 'Adding and removing members of a group reports success for people who were never touched.',
    source: 'OpenWA, list of its patches',
    reason: 'WaQtor changes no members of groups.',
  },
  {
    id: 'block-contact',
    breaks: 'The function of the page that blocks a contact is gone, and its successor wants the lid.',
    source: 'OpenWA, list of its patches',
    reason: 'WaQtor blocks by a call of its own (page-acts.ts), which takes the lid where the page wants it.',
  },
  {
    id: 'group-description',
    breaks: 'Setting the description of a group fails: the page takes an object now.',
    source: 'whatsapp-web.js #201895',
    reason: 'WaQtor changes no group.',
  },
];
