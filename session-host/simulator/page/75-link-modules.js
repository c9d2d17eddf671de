import { toBase64 } from './25-binary.js';
import { wipeAll } from './30-durable-store.js';
import { Cmd, Conn, Socket, lidWid, phoneWid, session } from './40-state.js';
import { ask, socket, transmit } from './50-network-link.js';
import { archiveChat, sendDeleteMsgs, sendRevokeMsgs } from './57-acts.js';

/** How the page is linked, synced and left. */
const KEY_BYTES = 32;
const randomKey = () => crypto.getRandomValues(new Uint8Array(KEY_BYTES));
const noiseKey = randomKey();
const identityKey = randomKey();
const advSecret = toBase64(randomKey());

const refreshQR = () => transmit({ t: 'refresh' });
const startAltLinkingFlow = async (phone) => {
  const answer = await ask({ kind: 'pairing_code', phone });
  if (!answer) throw new Error('A code can be asked for only while a QR is shown.');
  return answer.code;
};

export const linkModules = {
  WAWebSocketModel: {
    Socket: Object.assign(Socket, {
      logout: async () => {
        transmit({ t: 'logout' });
        await wipeAll();
        // The browser is closed right after this: the frame must be out of the buffer by then.
        while (socket?.bufferedAmount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      takeover: () => transmit({ t: 'takeover' }),
      reconnect: () => socket?.close(),
    }),
  },
  WAWebConnModel: { Conn: Object.assign(Conn, { canSetMyPushname: () => true }) },
  WAWebCmd: {
    Cmd: Object.assign(Cmd, {
      refreshQR,
      openChatBottom: async () => true,
      sendRevokeMsgs,
      sendDeleteMsgs,
      archiveChat,
    }),
  },
  WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => session.syncProgress } },
  WAWebAltDeviceLinkingApi: {
    setPairingType() {},
    async initializeAltDeviceLinking() {},
    async initializeQRLinking() {},
    startAltLinkingFlow,
  },
  WAWebLaunchSocketUtils: { refreshQR },
  WABase64: { encodeB64: toBase64 },
  WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
  WAWebAdvSignatureApi: {},
  WAWebUserPrefsInfoStore: { waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: noiseKey } }) } },
  WAWebSignalStoreApi: {
    waSignalStore: { getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: identityKey } }) },
  },
  WAWebUserPrefsMultiDevice: { getADVSecretKey: () => advSecret },
  WAWebMiscBrowserUtils: { info: () => ({ os: 'Linux', name: 'Chrome' }) },
  WAWebUserPrefsMeUser: {
    getMaybeMePnUser: () => session.me && phoneWid(session.me),
    getMaybeMeLidUser: () => session.me && lidWid(session.me),
  },
  WAWebStreamModel: { Stream: { markAvailable() {}, markUnavailable() {} } },
};
