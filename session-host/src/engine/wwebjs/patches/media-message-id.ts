import type { PageWindow } from '../page-window.ts';
import type { PagePatch } from './patch.ts';

declare const window: PageWindow;

export const mediaMessageId: PagePatch = {
  where: 'page',
  id: 'media-message-id',
  breaks:
    'Every media send fails: the library spreads the model of the medium into the message, and its private field `__x_id` replaces the id of the message.',
  since: 'WhatsApp Web builds rolled out on 2026-09-17',
  source: 'whatsapp-web.js #201922, #201923',
  appliedTo: '`WAWebSendMsgChatAction.addAndSendMsgToChat` of the page: plain message data goes on without the field.',
  offWhen: 'The library drops the field itself, or models of the page have no private fields.',
  isInLibrary: ({ injected }) => !injected.includes('__x_id'),
  isInPage: () => {
    const { Conn } = window.require('WAWebConnModel');
    const { Socket } = window.require('WAWebSocketModel');
    return [Conn, Socket].some((model) => Object.keys(model).some((name) => name.startsWith('__x_')));
  },
  apply: () => {
    const action = window.require('WAWebSendMsgChatAction');
    const original = action.addAndSendMsgToChat;
    const withoutForeignId = (chat: unknown, data: object): unknown => {
      // The page itself may pass a model of its own, which needs the field.
      if (Object.getPrototypeOf(data) === Object.prototype) delete (data as { __x_id?: unknown }).__x_id;
      return original.call(action, chat, data);
    };
    action.addAndSendMsgToChat = Object.assign(withoutForeignId, { isWaQtors: true as const });
  },
  holds: () => window.require('WAWebSendMsgChatAction').addAndSendMsgToChat.isWaQtors === true,
};
