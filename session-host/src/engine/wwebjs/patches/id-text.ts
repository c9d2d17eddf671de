import type { PageWindow } from '../page-window.ts';
import type { PagePatch } from './patch.ts';

declare const window: PageWindow;

/** Runs inside the page. */
const isInPage = (): boolean => {
  const { createWid } = window.require('WAWebWidFactory');
  const wids = ['10000@c.us', '120363000000000001@g.us', '10000@lid'].map((text) => createWid(text));
  const [from, , to] = wids;
  const key = new (window.require('WAWebMsgKey'))({ from, to, id: 'PROBE', selfDir: 'out' });
  return [...wids, key].some((id) => typeof id._serialized !== 'string');
};

/** Runs inside the page. The rename goes class by class, so each is looked at by itself; their text stayed the same. */
const apply = (): void => {
  const { createWid } = window.require('WAWebWidFactory');
  const wids = ['10000@c.us', '120363000000000001@g.us', '10000@lid'].map((text) => createWid(text));
  const [from, , to] = wids;
  const key = new (window.require('WAWebMsgKey'))({ from, to, id: 'PROBE', selfDir: 'out' });
  for (const id of [...wids, key]) {
    if (typeof id._serialized === 'string') continue;
    Object.defineProperty(Object.getPrototypeOf(id), '_serialized', {
      configurable: true,
      get(this: object) {
        return String(this);
      },
    });
  }
  // What leaves the page is made of own fields, which a getter of the class is not.
  const injected = window.WWebJS;
  if (!injected) throw new Error('The library is not injected.');
  const original = injected.getMessageModel;
  injected.getMessageModel = (message) => {
    const model = original(message);
    const live = message as unknown as Record<string, unknown>;
    for (const name of ['from', 'to', 'author'] as const) {
      if (typeof model[name] === 'object' && live[name]) model[name] = String(live[name]);
    }
    model.id = { ...model.id, remote: String(message.id.remote), _serialized: String(message.id) };
    return model;
  };
};

export const idText: PagePatch = {
  where: 'page',
  id: 'id-text',
  breaks:
    'The text of an id moved from `_serialized` to `$1`. Message ids read as undefined: sends answer nothing, events and downloads crash.',
  since: 'WhatsApp Web of July 2026 (reported from 2.3000.1042401057)',
  source: 'whatsapp-web.js #201832, #201848; wppconnect #2826',
  appliedTo: 'The classes of ids in the page, and the plain messages that the library makes.',
  offWhen: 'The library reads the new name itself, or ids of the page have `_serialized`.',
  isInLibrary: ({ injected }) => !injected.includes('.$1'),
  isInPage,
  apply,
  holds: () => {
    const { createWid } = window.require('WAWebWidFactory');
    const [from, to] = [createWid('10000@c.us'), createWid('20000@c.us')];
    const key = new (window.require('WAWebMsgKey'))({ from, to, id: 'PROBE', selfDir: 'out' });
    return to._serialized === '20000@c.us' && key._serialized === 'true_20000@c.us_PROBE';
  },
};
