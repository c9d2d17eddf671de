import type { HostFactOf } from '@waqtor/contracts';
import type { CreateEngine, Engine } from '../engine/engine.ts';
import { EngineBroken, EngineDeaf, EngineRefusal, type MendStage, type OutboundSend } from '../engine/engine.ts';
import { type Log, createLog, errorName } from '../telemetry/log.ts';
import type { ChildMessage } from './ipc.ts';
import { type EngineMethod, isParentMessage, type ParentMessage } from './parent-message.ts';
import { killProcessTree } from './process-tree.ts';
import { SelfFence } from './self-fence.ts';

/** How often the browser's process id is compared with what the host was told. */
const BROWSER_WATCH_MS = 500;
/** After the host died the engine may end its browser by itself for so long. */
const LAST_STOP_MS = 3_000;

const post = (message: ChildMessage): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

const log: Log = createLog('debug', (line) => {
  const { at: _, level, text, ...fields } = JSON.parse(line) as { at: string; level: 'info'; text: string };
  post({ type: 'log', level, text, fields });
});

const calls = new Map<number, AbortController>();
let engine: Engine | null = null;
let toldBrowserPid: number | null = null;

const tellBrowser = (): void => {
  const pid = engine?.browserPid ?? null;
  if (pid === toldBrowserPid) return;
  toldBrowserPid = pid;
  post({ type: 'browser', pid });
};

const create = async (message: Extract<ParentMessage, { type: 'create' }>): Promise<Engine> => {
  if (message.engine.kind !== 'memory') {
    const { sweepOrphans } = await import('../engine/wwebjs/orphans.ts');
    await sweepOrphans(message.profileDir);
    const { leaveOutUncalledModules } = await import('../engine/wwebjs/lean-modules.ts');
    leaveOutUncalledModules();
  }
  const { createEngineFactory } = await import('../engine/create-engine.ts');
  const createEngine: CreateEngine = createEngineFactory(message.engine);
  const made = createEngine({
    sessionId: message.sessionId,
    profileDir: message.profileDir,
    emit: (fact) => post({ type: 'fact', fact }),
    onBroken: (error) => post({ type: 'broken', what: error.what }),
    takesOver: message.takesOver,
    onPageError: (code, count) => log.warn('The page reported an error', { code, count }),
  });
  engine = made;
  post({ type: 'created', capabilities: made.capabilities });
  setInterval(tellBrowser, BROWSER_WATCH_MS).unref();
  return made;
};

const perform = (made: Engine, method: EngineMethod, args: unknown[], signal: AbortSignal): Promise<unknown> => {
  const [first, second] = args;
  switch (method) {
    case 'start':
      return made.start(signal);
    case 'stop':
      return made.stop();
    case 'logout':
      return made.logout(signal);
    case 'send':
      return made.send(first as OutboundSend, signal);
    case 'find':
      return made.find(first as string, second as string, signal);
    case 'react':
      return made.react(first as string, second as string, signal);
    case 'markSeen':
      return made.markSeen(first as string, signal);
    case 'edit':
      return made.edit(first as string, second as string, signal);
    case 'remove':
      return made.remove(first as string, second as 'everyone' | 'me', signal);
    case 'typing':
      return made.typing(first as string, second as HostFactOf<'typing'>['state'], signal);
    case 'archive':
      return made.archive(first as string, second as boolean, signal);
    case 'block':
      return made.block(first as string, second as boolean, signal);
    case 'checkNumbers':
      return made.checkNumbers(first as string[], signal);
    case 'groupInfo':
      return made.groupInfo(first as string, signal);
    case 'pairingCode':
      return made.pairingCode(first as string, signal);
    case 'probe':
      return made.probe(signal);
    case 'mend':
      return made.mend(first as MendStage, signal);
    case 'backfill':
      return made.backfill(first as number, signal);
    case 'backfillVotes':
      return made.backfillVotes(first as number, signal);
    case 'backfillChanges':
      return made.backfillChanges(first as number, signal);
    case 'downloadMedia':
      return made.downloadMedia(first as string, signal);
  }
};

const failureOf = (id: number, error: unknown): ChildMessage => {
  if (error instanceof EngineRefusal) return { type: 'failure', id, kind: 'refusal', what: error.code };
  if (error instanceof EngineBroken) return { type: 'failure', id, kind: 'broken', what: error.what };
  if (error instanceof EngineDeaf) return { type: 'failure', id, kind: 'deaf', what: 'deaf' };
  return { type: 'failure', id, kind: 'error', what: errorName(error) };
};

let created: Promise<Engine> | null = null;

const call = async (message: Extract<ParentMessage, { type: 'call' }>): Promise<void> => {
  const controller = new AbortController();
  calls.set(message.id, controller);
  try {
    if (!created) throw new EngineBroken('it was not created');
    const value = await perform(await created, message.method, message.args, controller.signal);
    tellBrowser();
    post({ type: 'result', id: message.id, value: value ?? null });
  } catch (error) {
    tellBrowser();
    post(failureOf(message.id, error));
  } finally {
    calls.delete(message.id);
  }
};

process.on('message', (message: unknown) => {
  if (!isParentMessage(message)) return log.error('A message of the host is not valid');
  if (message.type === 'create') {
    created = create(message);
    created.catch((error: unknown) => log.error('The engine could not be made', { error: errorName(error) }));
  } else if (message.type === 'call') void call(message);
  else if (message.type === 'live_for') fence.liveFor(message.ms);
  else calls.get(message.id)?.abort(new Error('The host does not wait any more'));
});

const endBrowser = (): void => {
  const pid = engine?.browserPid ?? toldBrowserPid;
  if (pid !== null && pid !== undefined) killProcessTree([pid]);
};

/** Nobody said in time that the lease still holds: another host may be given the session any moment. */
const fence = new SelfFence(() => {
  endBrowser();
  process.exit(1);
});

/** The host is gone: no browser may outlive it, for nobody would hear what it receives. */
process.on('disconnect', () => {
  setTimeout(() => {
    endBrowser();
    process.exit(0);
  }, LAST_STOP_MS);
  Promise.resolve(engine?.stop())
    .catch(() => undefined)
    .finally(() => {
      endBrowser();
      process.exit(0);
    });
});

// The library throws inside timers and page callbacks of its own; that session is broken, its neighbours are not.
const broken = (kind: string) => (error: unknown) => {
  log.error('An error was not caught', { kind, error: errorName(error) });
  post({ type: 'broken', what: kind });
};
process.on('unhandledRejection', broken('unhandled rejection'));
process.on('uncaughtException', broken('uncaught exception'));
// The host decides when a child ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
