/* global CONFIG -- the builder (static-pages.ts) writes it in front of the modules */
import { hex } from './20-ids.js';
import { Socket, session } from './40-state.js';

/** The socket to the simulated network: reconnects by itself, and turns questions into promises. */
const RECONNECT_AFTER_MS = 300;
const deviceId = hex(crypto.getRandomValues(new Uint8Array(12)));
const questions = new Map();
export let socket = null;
let questionNo = 0;
export let faults = { holdAt: null, sync: CONFIG.sync, lid: false, passkey: false, dialog: null };
/** Once held, the page hears nothing more: it stopped for ever at a step of a send. */
export let isHeld = false;

/** Frames of one turn go out together, in order. */
let outgoing = [];
const sendOutgoing = () => {
  const frames = outgoing;
  outgoing = [];
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frames));
};
/** What is sent while the network is away is lost; what matters is repeated after `welcome`. */
export const transmit = (frame) => {
  if (outgoing.push(frame) === 1) queueMicrotask(sendOutgoing);
};
export const ask = (question) =>
  new Promise((resolve, reject) => {
    if (socket?.readyState !== WebSocket.OPEN) {
      reject(new Error('The network is away.'));
      return;
    }
    questionNo += 1;
    questions.set(questionNo, { resolve, reject });
    transmit({ t: 'ask', n: questionNo, question });
  });

/** `onFrames` gets what is neither a fault nor an answer, in order. */
export const connect = (onFrames) => {
  socket = new WebSocket(CONFIG.socketUrl);
  socket.onopen = () => {
    transmit({ t: 'hello', deviceId, identity: session.me && { phone: session.me.phone, token: session.me.token } });
  };
  socket.onmessage = ({ data }) => {
    if (isHeld) return;
    const others = JSON.parse(data).filter((frame) => {
      if (frame.t === 'faults') {
        faults = frame.faults;
        transmit({ t: 'faults_applied', n: frame.n });
      } else if (frame.t === 'answer') {
        questions.get(frame.n)?.resolve(frame.value);
        questions.delete(frame.n);
      } else return true;
      return false;
    });
    onFrames(others);
  };
  socket.onclose = () => {
    for (const { reject } of questions.values()) reject(new Error('The network is away.'));
    questions.clear();
    if (Socket.state === 'CONNECTED') Socket.set({ state: 'TIMEOUT' });
    setTimeout(() => connect(onFrames), RECONNECT_AFTER_MS);
  };
};

/** True when the page was told to stop at this step of a send. */
export const reaches = (step) => {
  if (faults.holdAt !== step) return false;
  isHeld = true;
  transmit({ t: 'held', step });
  return true;
};
export const forever = () => new Promise(() => {});
