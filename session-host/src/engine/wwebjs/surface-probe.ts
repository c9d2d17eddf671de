import type { PageWindow } from './page-window.ts';

declare const window: PageWindow;

export interface NeededModule {
  name: string;
  /** What the library or we read of it, as paths; empty = the module is itself called. */
  members: readonly string[];
  /** `everything`: without it no message goes out or comes in, and a session says so instead of looking alive. */
  for:
    | 'everything'
    | 'linking'
    | 'media'
    | 'quotes'
    | 'reactions'
    | 'reading'
    | 'history'
    | 'first messages'
    | 'lids'
    | 'names of people'
    | 'groups'
    | 'link previews'
    | 'edits and deletions'
    | 'writing'
    | 'polls'
    | 'blocking'
    | 'archiving';
}
const needed = (name: string, purpose: NeededModule['for'], ...members: string[]): NeededModule => ({
  name,
  members,
  for: purpose,
});

/** What the page must have for what we promise (S-9): modules and their members that the library and we call. */
export const NEEDED_SURFACE: readonly NeededModule[] = [
  needed('WAWebCollections', 'everything', 'Msg.get', 'Msg.on', 'Msg.getMessagesById', 'Chat.get', 'Chat.on'),
  needed('WAWebSocketModel', 'everything', 'Socket.on', 'Socket.state'),
  needed('WAWebUserPrefsMeUser', 'everything', 'getMaybeMePnUser', 'getMaybeMeLidUser'),
  needed('WAWebWidFactory', 'everything', 'createWid'),
  needed('WAWebMsgKey', 'everything', 'newId'),
  needed('WAWebFindChatAction', 'everything', 'findOrCreateLatestChat'),
  needed('WAWebSendMsgChatAction', 'everything', 'addAndSendMsgToChat'),
  needed('WAWebChatGetters', 'everything', 'getIsNewsletter', 'getIsBroadcast'),
  needed('WALinkify', 'everything', 'findLinks'),
  needed('WAWebGetEphemeralFieldsMsgActionsUtils', 'everything', 'getEphemeralFields'),
  needed('WAWebCollections', 'names of people', 'Contact.get'),
  needed('WAWebCollections', 'lids', 'Contact.on'),
  needed('WAWebWidFactory', 'groups', 'asUserWidOrThrow'),
  needed('WALinkify', 'link previews', 'findLink'),
  needed('WAWebCmd', 'linking', 'Cmd.on', 'Cmd.refreshQR'),
  needed('WAWebConnModel', 'linking', 'Conn.on', 'Conn.serialize'),
  needed('WAWebUpdateUnreadChatAction', 'reading', 'sendSeen'),
  needed('WAWebStreamModel', 'reading', 'Stream.markAvailable', 'Stream.markUnavailable'),
  needed('WAWebMsgReply', 'quotes', 'canReplyMsg'),
  needed('WAWebQueryExistsJob', 'first messages', 'queryWidExists'),
  needed('WAWebChatLoadMessages', 'history', 'loadEarlierMsgs'),
  needed('WAWebSendReactionMsgAction', 'reactions', 'sendReactionToMsg'),
  needed('WAWebAddonReactionTableMode', 'reactions', 'reactionTableMode.bulkUpsert'),
  needed('WAWebAddonPollVoteTableMode', 'polls', 'pollVoteTableMode.bulkUpsert'),
  needed('WAWebCollections', 'groups', 'GroupMetadata.update'),
  needed('WAWebMsgActionCapability', 'edits and deletions', 'canEditText', 'canSenderRevokeMsg'),
  needed('WAWebSendMessageEditAction', 'edits and deletions', 'sendMessageEdit'),
  needed('WAWebCmd', 'edits and deletions', 'Cmd.sendRevokeMsgs', 'Cmd.sendDeleteMsgs'),
  needed('WAWebCmd', 'archiving', 'Cmd.archiveChat'),
  needed('WAWebChatStateBridge', 'writing', 'sendChatStateComposing'),
  needed('WAWebCollections', 'writing', 'Presence.on'),
  needed('WAWebCollections', 'blocking', 'Blocklist.on'),
  needed('WAWebBlockContactAction', 'blocking', 'blockContact', 'unblockContact'),
  needed('WAWebLidMigrationUtils', 'lids', 'toPn', 'toLid'),
  needed('WAWebMediaOpaqueData', 'media', 'createFromData'),
  needed('WAWebPrepRawMedia', 'media', 'prepRawMedia'),
  needed('WAWebMediaStorage', 'media', 'getOrCreateMediaObject'),
  needed('WAWebMmsMediaTypes', 'media', 'msgToMediaType', 'castToV4'),
  needed('WAWebMediaDataUtils', 'media', 'shouldUseMediaCache'),
  needed('WAWebMediaInMemoryBlobCache', 'media', 'InMemoryMediaBlobCache.put'),
  needed('WAWebMediaMmsV4Upload', 'media', 'uploadMedia'),
  needed('WAWebDownloadManager', 'media', 'downloadManager.downloadAndMaybeDecrypt'),
];

/** Runs inside the page: which of it is not there, as `Module` or `Module.member`. */
export const missingSurface = (surface: readonly Pick<NeededModule, 'name' | 'members'>[]): string[] => {
  const moduleOf = (name: string): unknown => {
    try {
      return window.require(name);
    } catch {
      return undefined;
    }
  };
  const missing = surface.flatMap(({ name, members }) => {
    const found = moduleOf(name);
    if (found === undefined || found === null) return [name];
    return members
      .filter((path) => {
        let at: unknown = found;
        for (const part of path.split('.'))
          at = at === undefined || at === null ? undefined : Reflect.get(Object(at), part);
        return at === undefined;
      })
      .map((path) => `${name}.${path}`);
  });
  return [...new Set(missing)];
};

const ESSENTIAL = new Set(
  NEEDED_SURFACE.filter((module) => module.for === 'everything').flatMap(({ name, members }) => [
    name,
    ...members.map((member) => `${name}.${member}`),
  ]),
);

/** True when without these nothing can be sent or received. */
export const isCrippling = (missing: readonly string[]): boolean => missing.some((what) => ESSENTIAL.has(what));
