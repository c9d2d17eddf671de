import { createContext, runInContext } from 'node:vm';
import type { PageWindow } from '../../page-window.ts';
import type { LibrarySource, PagePatch, PatchOutcome } from '../patch.ts';
import { patchExpression } from '../run-patches.ts';

/** What a page of the tests has; each is a fault of newer builds by itself, for the real site has them one by one. */
export interface PageTraits {
  renamesKeys?: boolean;
  renamesWids?: boolean;
  hasPrivateFields?: boolean;
  minifiesErrors?: boolean;
  /** Its functions cannot be replaced. */
  isFrozen?: boolean;
}

/** Runs inside the context: as little of the page as the patches touch. */
const buildPage = (traits: PageTraits): unknown => {
  const keyText = traits.renamesKeys ? '$1' : '_serialized';
  const widText = traits.renamesWids ? '$1' : '_serialized';
  class Wid {
    [name: string]: unknown;
    constructor(user: string, server: string) {
      Object.assign(this, { user, server, [widText]: `${user}@${server}` });
    }
    toString(): string {
      return String(this[widText]);
    }
    isLid(): boolean {
      return this.server === 'lid';
    }
    isGroup(): boolean {
      return this.server === 'g.us';
    }
  }
  class MsgKey {
    [name: string]: unknown;
    constructor({ to, id }: { to: Wid; id: string }) {
      Object.assign(this, { fromMe: true, remote: to, id, [keyText]: `true_${to}_${id}` });
    }
    toString(): string {
      return String(this[keyText]);
    }
  }
  const createWid = (text: string): Wid => {
    const [user, server] = text.split('@');
    if (!user || !server) throw new Error(traits.minifiesErrors ? 't' : 'wid error: invalid wid');
    return new Wid(user, server);
  };
  const model = traits.hasPrivateFields ? { __x_ref: 'x' } : {};
  const questions: object[] = [];
  const sent: object[] = [];
  const known: object[] = [{ directPath: '/known', mimetype: 'image/png' }];
  const modules: Record<string, unknown> = {
    WAWebWidFactory: { createWid },
    WAWebMsgKey: MsgKey,
    WAWebConnModel: { Conn: model },
    WAWebSocketModel: { Socket: model },
    WAWebCollections: { Msg: { getModelsArray: () => known } },
    WAWebSendMsgChatAction: {
      addAndSendMsgToChat: (_chat: unknown, data: object) => sent.push(data),
    },
    WAWebDownloadManager: {
      downloadManager: {
        downloadAndMaybeDecrypt: async (question: { directPath: string }) => {
          questions.push(question);
          if (question.directPath === '/gone') throw Object.assign(new Error('t'), { name: 't', status: 404 });
        },
      },
    },
  };
  if (traits.isFrozen) for (const name of Object.keys(modules)) Object.freeze(modules[name]);
  return {
    require: (name: string) => modules[name],
    WWebJS: { getMessageModel: (message: object) => ({ ...message, id: { ...Reflect.get(message, 'id') } }) },
    questions,
    sent,
  };
};

/** A page in a world of its own: a patch that uses anything from outside itself fails in it as it would in a browser. */
export class TestingPage {
  readonly #context = createContext({});

  constructor(traits: PageTraits) {
    this.run(`globalThis.window = (${buildPage})(${JSON.stringify(traits)})`);
  }

  run<T>(source: string): T {
    return runInContext(source, this.#context) as T;
  }
  get window(): PageWindow & { questions: { mimetype?: string }[]; sent: object[] } {
    return this.run('window');
  }
  mend(patches: readonly PagePatch[], library: LibrarySource): PatchOutcome[] {
    // Into this world's own arrays and objects, which tests can compare.
    return JSON.parse(JSON.stringify(this.run(patchExpression(patches, library)))) as PatchOutcome[];
  }
}
