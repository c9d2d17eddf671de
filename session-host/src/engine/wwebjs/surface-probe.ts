import type { PageWindow } from './page-window.ts';

declare const window: PageWindow;

/** Modules of the page without which something that we promise does not work (S-9). */
export const NEEDED_MODULES = [
  'WAWebCollections',
  'WAWebSocketModel',
  'WAWebCmd',
  'WAWebConnModel',
  'WAWebUserPrefsMeUser',
  'WAWebWidFactory',
  'WAWebMsgKey',
  'WAWebFindChatAction',
  'WAWebSendMsgChatAction',
  'WAWebChatGetters',
  'WALinkify',
  'WAWebGetEphemeralFieldsMsgActionsUtils',
  'WAWebUpdateUnreadChatAction',
  'WAWebStreamModel',
  'WAWebMsgReply',
  'WAWebQueryExistsJob',
  'WAWebChatLoadMessages',
  'WAWebSendReactionMsgAction',
  'WAWebLidMigrationUtils',
  'WAWebMediaOpaqueData',
  'WAWebPrepRawMedia',
  'WAWebMediaStorage',
  'WAWebMmsMediaTypes',
  'WAWebMediaDataUtils',
  'WAWebMediaInMemoryBlobCache',
  'WAWebMediaMmsV4Upload',
  'WAWebDownloadManager',
  'WAWebAddonReactionTableMode',
] as const;

/** Runs inside the page: which of the names it does not know. */
export const missingModules = (names: readonly string[]): string[] =>
  names.filter((name) => {
    try {
      return !window.require(name);
    } catch {
      return true;
    }
  });
