import { expect, it } from 'vitest';
import { outcomesOf } from '../page-compat.ts';
import { librarySource } from './library-source.ts';
import type { LinkState } from './link-repair.ts';
import { idleQr } from './idle-qr.ts';
import { missedSync } from './missed-sync.ts';
import { CLIENT_PATCHES } from './registry.ts';

const linking: LinkState = { socket: 'UNPAIRED', hasSynced: false, isInjected: false };
const missed: LinkState = { socket: 'CONNECTED', hasSynced: true, isInjected: false };

it('S-9 finds in the installed library every fault that is mended around its client', () => {
  expect(CLIENT_PATCHES.filter((patch) => !patch.isInLibrary(librarySource))).toEqual([]);
});

it.each([
  ['missed-sync', `if (Socket.hasSynced) window.onAppStateHasSyncedEvent()`],
  ['idle-qr', `if (state == 'UNPAIRED_IDLE') { await page.evaluate(refresh) }`],
  ['attach-failure', `await this.attachEventListeners().catch(tell)`],
])('S-9 tells %s as not needed of a library that has no such fault', (id, inject) => {
  expect(outcomesOf({ ...librarySource, inject }, [])).toContainEqual({ id, state: 'not_needed' });
});

it('S-9 tells the library of a sync that it missed at the third look, and not before', () => {
  const look = missedSync.create();
  expect([look(missed), look(missed), look(linking), look(missed), look(missed)]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(look(missed)).toBeTypeOf('function');
  expect(look(missed)).toBeNull();
});

it('S-9 asks for a new QR when the page let it go idle, and only then', () => {
  const look = idleQr.create();
  expect(look(linking)).toBeNull();
  expect(look({ ...linking, socket: 'UNPAIRED_IDLE' })).toBeTypeOf('function');
});
