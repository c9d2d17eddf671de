import type { ClientPatch } from './patch.ts';

/** A listener that fails to attach is told (GuardedClient). */
export const attachFailure: ClientPatch = {
  where: 'client',
  id: 'attach-failure',
  breaks: 'When the library fails to attach its listeners, nobody hears of it: the session stays without `ready`.',
  since: 'not looked up; whatsapp-web.js 1.34.7 has it',
  source: 'OpenWA, list of its patches; seen in the simulator (`missing_module`)',
  appliedTo: '`attachEventListeners` of a subclass of the client: the failure ends the start with a reason.',
  offWhen: 'The library catches it.',
  isInLibrary: ({ inject }) => !/attachEventListeners\(\)\s*\.catch/.test(inject),
};

/** A failed injection after a navigation is told (GuardedClient). */
export const injectFailure: ClientPatch = {
  where: 'client',
  id: 'inject-failure',
  breaks: 'An injection that fails after a reload of the page is an unhandled rejection, which ends the process.',
  since: 'not looked up; whatsapp-web.js 1.34.7 has it',
  source: 'seen in the simulator; askrella/whatsapp-chatgpt #374',
  appliedTo: '`inject` of a subclass of the client: the failure breaks this session alone.',
  offWhen: 'Never: harmless where the library catches it.',
  isInLibrary: () => true,
};

/** The login lies in the browser's own profile, which we remove when no browser runs any more (LaunchNotice). */
export const logoutProfile: ClientPatch = {
  where: 'client',
  id: 'logout-profile',
  breaks:
    'After a logout the library deletes the profile under the running browser: who links again in it has to scan once more after the next start.',
  since: 'not looked up; whatsapp-web.js 1.34.7 has it',
  source: 'seen in the simulator (unlink from the phone)',
  appliedTo: 'The login strategy: ours deletes nothing; the browser is ended, the profile removed, a new one started.',
  offWhen: 'Never: the strategy of the library is not used.',
  isInLibrary: () => true,
};
