import type { Capabilities, ClientInfo, HostFactOf } from '@waqtor/contracts';
import { abortable } from '../abortable.ts';
import { MAX_QR_ATTEMPTS, OWN_ID_KINDS, PAIRING_CODE_LIFETIME_MS } from '../engine-limits.ts';
import { EngineBroken, EngineRefusal } from '../engine.ts';
import { GroupBook } from '../group-book.ts';
import { tellingIdentities } from '../identities.ts';
import type {
  CreateEngine,
  Engine,
  EngineFact,
  EngineOptions,
  MendStage,
  OutboundSend,
  SentMessage,
} from '../engine.ts';
import { AckBoard } from './ack-board.ts';
import { BrowserSession } from './browser-session.ts';
import type { BrowserSettings } from './browser-session.ts';
import { attachMessageEvents, messageEvents } from './client-events.ts';
import type { NoticeAround } from './group-facts.ts';
import type { GuardedClient } from './guarded-client.ts';
import { Hearing } from './hearing.ts';
import { attachLinkEvents } from './link-events.ts';
import { LinkWatch } from './link-watch.ts';
import { messagesSince } from './messages-since.ts';
import { OwnSends } from './own-sends.ts';
import { mendPage, missingModuleOf } from './page-compat.ts';
import type { PersonNeed } from './page-window.ts';
import { PageActions } from './page-actions.ts';
import { PeerBook } from './peer-book.ts';
import { PersonWatch } from './person-watch.ts';
import { isCrippling } from './surface-probe.ts';

/** States of the page's socket in which it works or is being linked. */
const WORKING_STATES = ['CONNECTED', 'OPENING', 'PAIRING', 'UNPAIRED', 'UNPAIRED_IDLE', 'UNLAUNCHED'];

const ATTEND_WITHIN_MS = 5_000;

/** whatsapp-web.js in a Chromium of its own; on the real network or on the simulator, which differ by options only. */
class WwebjsEngine extends PageActions implements Engine {
  readonly capabilities: Capabilities;
  readonly #options: EngineOptions;
  readonly #browser: BrowserSession;
  protected readonly peers: PeerBook;
  readonly #acks = new AckBoard();
  readonly #sends: OwnSends;
  readonly #watch: LinkWatch;
  readonly #persons: PersonWatch;
  readonly #hearing: Hearing;
  readonly #groups = new GroupBook(
    (chatId, signal) => this.groupInfo(chatId, signal),
    (fact) => this.#emit(fact),
  );
  protected readonly noticed: NoticeAround;
  readonly #onEvent: ReturnType<typeof messageEvents>;
  #clientInfo: ClientInfo | null = null;
  #isReady = false;
  #isAuthenticated = false;
  #isEnded = false;
  #isCompatTold = false;
  #qrAttempt = 0;
  /** Ends the wait of a page that is loaded anew. */
  #readyAgain: () => void = () => undefined;

  constructor(options: EngineOptions, settings: BrowserSettings) {
    super();
    this.#options = { ...options, emit: tellingIdentities(options.emit) };
    this.capabilities = {
      engine: 'wwebjs',
      isSimulated: settings.kind === 'simulator',
      send: [...OWN_ID_KINDS],
      sendWithOwnId: [...OWN_ID_KINDS],
      pairingCode: true,
      history: true,
    };
    this.#browser = new BrowserSession(options.profileDir, settings, {
      onDied: (what, cause) => this.#broken(what, cause),
      onEvent: (event) => {
        if (event.t === 'created') this.#hearing.note(event.message.id.id);
        this.#onEvent(event);
      },
      onInjected: async (page) => {
        this.#compat(await mendPage(page));
        await this.#attend();
      },
      onPageError: (code, count) => options.onPageError?.(code, count),
    });
    this.#hearing = new Hearing(this.#browser);
    this.peers = new PeerBook(this.#browser);
    this.#sends = new OwnSends(this.#browser, this.#acks);
    this.#watch = new LinkWatch(
      this.#browser,
      () => this.#isAuthenticated,
      options.takesOver ?? false,
      () => this.#lost('disconnected', 'conflict', false),
    );
    this.#persons = new PersonWatch(this.#browser, (need) => this.#personNeeded(need));
    const isMe = (phone: string | null) => phone !== null && phone === this.#clientInfo?.phoneNumber;
    this.noticed = { peers: this.peers, groups: this.#groups, isMe };
    this.#onEvent = messageEvents({
      ...this.noticed,
      acks: this.#acks,
      emit: (fact) => this.#emit(fact),
      isOwnSend: (keyId) => this.#sends.has(keyId),
      onError: (error) => this.#broken('translation of an event', error),
    });
  }

  get browserPid(): number | null {
    return this.#browser.pid;
  }
  async start(signal: AbortSignal): Promise<void> {
    this.#state('connecting', null);
    try {
      await this.#browser.launch((client) => this.#attach(client), signal);
    } catch (error) {
      const missing = missingModuleOf(error);
      if (missing) this.#pageChanged([missing]);
      throw error;
    }
    this.#watch.start();
    this.#persons.start();
  }

  #attach(client: GuardedClient): void {
    attachLinkEvents(client, {
      onQr: (qr) => this.#showQr(qr),
      onAuthenticated: () => {
        this.#isAuthenticated = true;
        if (!this.#isReady) this.#state('connecting', null);
      },
      onReady: (clientInfo) => this.#ready(clientInfo),
      onNetworkLost: () => {
        if (this.#isReady) this.#state('disconnected', 'network');
      },
      onNetworkBack: () => {
        if (this.#isReady) this.#state('ready', null);
      },
      onLost: (status, reason, isUnlinked) => this.#lost(status, reason, isUnlinked),
    });
    attachMessageEvents(client, this.#onEvent);
  }

  #emit(fact: EngineFact): void {
    if (!this.#isEnded) this.#options.emit(fact);
  }
  #state(status: HostFactOf<'state'>['status'], reason: HostFactOf<'state'>['reason']): void {
    this.#emit({ type: 'state', status, reason, clientInfo: this.#clientInfo });
  }

  #showQr(qr: string): void {
    this.#qrAttempt += 1;
    if (this.#qrAttempt > MAX_QR_ATTEMPTS) {
      this.#state('stopped', 'qr_expired');
      void this.stop();
      return;
    }
    if (this.#qrAttempt === 1 || this.#persons.isNeeded) this.#state('qr', null);
    const expiresAt = new Date(Date.now() + this.#browser.qrLifetimeMs(this.#qrAttempt)).toISOString();
    this.#emit({ type: 'qr', qr, attempt: this.#qrAttempt, maxAttempts: MAX_QR_ATTEMPTS, expiresAt });
  }

  #personNeeded(need: PersonNeed | null): void {
    this.#state(need !== null ? 'action_required' : this.#isReady ? 'ready' : 'connecting', need);
  }

  #ready(clientInfo: ClientInfo): void {
    this.#clientInfo = clientInfo;
    this.#watch.stop();
    void this.#hearing.listenFromNow();
    this.#readyAgain();
    // The library says ready again after a reload of the page.
    if (this.#isReady) return;
    this.#isReady = true;
    this.#state('ready', null);
  }

  /** A page that lacks what is listened to here tells less, and sends and receives as ever. */
  async #attend(): Promise<void> {
    const isHeard = await this.#browser.call('attend', undefined, AbortSignal.timeout(ATTEND_WITHIN_MS)).then(
      () => true,
      () => false,
    );
    if (!isHeard) this.#options.onPageError?.('page_not_attended', 1);
  }

  /** Told once per start; a page without which nothing works is no session, however linked it looks. */
  #compat(fact: HostFactOf<'compat'>): void {
    if (!this.#isCompatTold) this.#emit(fact);
    this.#isCompatTold = true;
    if (!isCrippling(fact.missing)) return;
    this.#lost('disconnected', 'page_changed', false);
    throw new EngineBroken('page_changed');
  }
  #pageChanged(missing: string[]): void {
    if (!this.#isCompatTold) this.#emit({ type: 'compat', missing });
    this.#state('disconnected', 'page_changed');
  }

  /** The end of this instance by WhatsApp's will: the supervisor builds a new one. */
  #lost(
    status: 'disconnected' | 'auth_failure',
    reason: 'unlinked' | 'conflict' | 'banned' | 'login_invalid' | 'network' | 'page_changed',
    isUnlinked: boolean,
  ): void {
    if (this.#isEnded) return;
    this.#clientInfo = null;
    this.#state(status, reason);
    this.#finish();
    const tell = () => this.#options.onBroken(new EngineBroken(reason));
    // The profile is removed only when no browser writes into it any more.
    this.#browser.end(isUnlinked).then(tell, tell);
  }

  #broken(what: string, cause: unknown): void {
    if (this.#isEnded) return;
    this.#finish();
    this.#options.onBroken(new EngineBroken(what, { cause }));
  }

  #finish(): void {
    this.#isEnded = true;
    this.#isReady = false;
    this.#watch.stop();
    this.#persons.stop();
  }

  #mustBeReady(): void {
    if (this.#isEnded || !this.#isReady) throw new EngineBroken('not ready');
  }

  async send(message: OutboundSend, signal: AbortSignal): Promise<SentMessage> {
    this.#mustBeReady();
    if (message.payload.chatId.endsWith('@g.us')) this.#groups.meet(message.payload.chatId);
    return this.#sends.send(message, signal);
  }

  protected readyBrowser(): BrowserSession {
    this.#mustBeReady();
    return this.#browser;
  }

  async pairingCode(phone: string, signal: AbortSignal): Promise<{ code: string; expiresAt: string }> {
    if (this.#isEnded || this.#qrAttempt === 0 || this.#isAuthenticated) throw new EngineRefusal('conflict');
    const ask = () => this.#browser.client.requestPairingCode(phone, true, PAIRING_CODE_LIFETIME_MS);
    const code = await this.#browser.evaluate('pairing code', ask, signal);
    return { code, expiresAt: new Date(Date.now() + PAIRING_CODE_LIFETIME_MS).toISOString() };
  }

  async probe(signal: AbortSignal): Promise<void> {
    if (this.#isEnded) throw new EngineBroken('ended');
    const { socket, isInjected } = await this.#browser.call('state', undefined, signal);
    if (!WORKING_STATES.includes(socket)) throw new EngineBroken(`socket ${socket}`);
    if (this.#isReady && (socket !== 'CONNECTED' || !isInjected)) throw new EngineBroken(`not linked, ${socket}`);
    if (this.#isReady) await this.#hearing.check(signal);
  }

  async mend(stage: MendStage, signal: AbortSignal): Promise<void> {
    this.#mustBeReady();
    if (stage === 'reattach') return this.#hearing.attach(signal);
    this.#isAuthenticated = false;
    const isReady = new Promise<void>((resolve) => (this.#readyAgain = resolve));
    await this.#browser.evaluate('reload', (page) => page.reload({ waitUntil: 'load', timeout: 0 }), signal);
    this.#watch.start();
    await abortable(isReady, AbortSignal.any([signal, this.#browser.dead]), 'reload');
  }

  async backfill(sinceMs: number, signal: AbortSignal): Promise<HostFactOf<'message'>[]> {
    this.#mustBeReady();
    return messagesSince(this.#browser, this.peers, sinceMs, signal);
  }

  async stop(): Promise<void> {
    this.#finish();
    await this.#browser.end(false);
  }

  async logout(signal: AbortSignal): Promise<void> {
    if (this.#isEnded) throw new EngineBroken('ended');
    // The login goes from this disk even when WhatsApp does not hear of it.
    await this.#browser
      .evaluate(
        'logout',
        (page) => page.evaluate('window.require("WAWebSocketModel").Socket.logout()') as Promise<unknown>,
        signal,
      )
      .finally(async () => {
        this.#clientInfo = null;
        this.#state('stopped', 'logged_out');
        this.#finish();
        await this.#browser.end(true);
      });
  }
}

/** Engines of whatsapp-web.js; the browser is looked for when the first one is made. */
export const createWwebjsEngine =
  (settings: BrowserSettings): CreateEngine =>
  (options) =>
    new WwebjsEngine(options, settings);
