import { randomBytes } from 'node:crypto';
import { until } from '../../packages/testing/src/condition.ts';
import { addLinkedSession, LinkedSession } from '../../packages/testing/src/linked-session.ts';
import { browsersOf, processesNaming } from '../../packages/testing/src/processes.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { ResumingClient } from '../../packages/testing/src/resuming-client.ts';
import { isAlive } from '../../scripts/local/processes.ts';
import { percentile, round } from '../measure/percentile.ts';
import { processTree, pssMb } from '../measure/process-cost.ts';

/** Minutes, unless WAQTOR_SOAK_MINUTES says otherwise. */
const MINUTES = Number(process.env.WAQTOR_SOAK_MINUTES ?? 30);
const SESSIONS = 8;
const HEAR_EVERY_MS = 1_000;
const SEND_EVERY_MS = 2_000;
const FAULT_EVERY_MS = 20_000;
const OPERATE_EVERY_MS = 15_000;
const SAMPLE_EVERY_MS = 15_000;
const CUSTOMER = '966500000001';
const CATCH_UP_MS = 180_000;
const FINAL = ['sent', 'delivered', 'read', 'played', 'failed', 'expired', 'unknown'];

interface Message {
  id: string;
  body: string;
  status: string;
}

/** Seeded, so that a run that fails can be run again. */
const randomOf = (seed: number) => (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

const strike = async (product: Product, session: LinkedSession, random: () => number): Promise<string> => {
  const own = browsersOf(product.dataDir).find(({ commandLine }) => commandLine.includes(session.id));
  const child = processesNaming(session.id).find(({ commandLine }) => commandLine.includes('child'));
  const dice = random();
  if (dice < 0.25 && own) return (process.kill(own.pid, 'SIGKILL'), 'browser killed');
  if (dice < 0.4 && own) return (process.kill(own.pid, 'SIGSTOP'), 'browser frozen');
  if (dice < 0.55 && child) return (process.kill(child.pid, 'SIGKILL'), 'process of the session killed');
  if (dice < 0.7) {
    await product.simulator('POST', '/faults', { crash_renderer: true, phone: session.phone });
    return 'renderer crashed';
  }
  if (dice < 0.85) {
    await product.simulator('POST', '/faults', { network_cut: 1_000 + Math.floor(random() * 4_000) });
    return 'network cut';
  }
  if (dice < 0.95) return (await product.kill('host'), 'host killed');
  return (await product.killEdge(), 'edge killed');
};

const linkAll = async (product: Product): Promise<LinkedSession[]> => {
  await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'عميل' });
  await product.link('966500002000');
  const sessions = [new LinkedSession(product, product.dev.sessionId, '966500002000')];
  for (let index = 1; index < SESSIONS; index++)
    sessions.push(await addLinkedSession(product, `96650000${2000 + index}`));
  return sessions;
};

/** Every message of the workspace as the API tells them, newest first. */
const allMessages = async (product: Product, session: LinkedSession): Promise<Message[]> => {
  const all: Message[] = [];
  for (let cursor = ''; ;) {
    const { body } = await product.api<{ data: Message[]; nextCursor: string | null }>(
      'GET',
      `/api/messages?sessionId=${session.id}&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    all.push(...body.data);
    if (body.nextCursor === null) return all;
    cursor = body.nextCursor;
  }
};

const countOf = (values: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

/** 8 sessions, messages both ways, random faults; then everything is counted. */
export const soak = async (): Promise<Record<string, unknown>> => {
  const seed = 1 + (randomBytes(4).readUInt32BE() % 1_000_000);
  const random = randomOf(seed);
  const product = await startProduct();
  try {
    const sessions = await linkAll(product);
    const client = new ResumingClient(product.dev, ['messages']);
    await until('the client to be live', () => client.isLive);
    const endAt = Date.now() + MINUTES * 60_000;
    const said: string[] = [];
    const sent: string[] = [];
    const faults = new Map<string, number>();
    const memory: number[] = [];

    const each = async (everyMs: number, work: (turn: number) => Promise<void>): Promise<void> => {
      for (let turn = 0; Date.now() < endAt; turn++) {
        const next = Date.now() + everyMs;
        await work(turn);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - Date.now())));
      }
    };
    const hear = (session: LinkedSession): Promise<void> =>
      each(HEAR_EVERY_MS, async (turn) => {
        const body = `in ${session.phone} ${turn}`;
        await session.hear(CUSTOMER, body);
        said.push(body);
      });
    const send = (session: LinkedSession): Promise<void> =>
      each(SEND_EVERY_MS, async (turn) => {
        const text = `out ${session.phone} ${turn}`;
        const body = { sessionId: session.id, chatId: `${CUSTOMER}@c.us`, text };
        // As a careful caller does: the same key again until the API took it.
        await until(
          'the API to take a send',
          async () => {
            const { status, body: answer } = await product.api('POST', '/api/messages/send-text', body, {
              'idempotency-key': text.replaceAll(' ', '-'),
            });
            if (status < 300) return true;
            // A refusal that stays is what the soak is to find: what is refused and why stands in its error.
            const state = status === 409 ? await session.state() : null;
            throw new Error(
              `${status} ${String(answer.code)} ${state ? `${state.status}/${state.reason?.code ?? 'no reason'}` : ''}`,
            );
          },
          CATCH_UP_MS,
          500,
        );
        sent.push(text);
      });
    const disturb = each(FAULT_EVERY_MS, async () => {
      const victim = sessions[Math.floor(random() * sessions.length)]!;
      const name = await strike(product, victim, random);
      console.error(`${new Date().toISOString()} ${name} ${victim.phone}`);
      faults.set(name, (faults.get(name) ?? 0) + 1);
      if (random() < 0.3) client.cut();
    });
    let breakers = 0;
    // The breaker rests a session that failed too often; an operator who is told starts it again.
    const startRested = async (): Promise<void> => {
      for (const session of sessions) {
        // The edge may be down: it is one of the faults.
        const reason = (await session.state().catch(() => null))?.reason;
        if (reason?.code !== 'crash_loop') continue;
        breakers += 1;
        await session.order('restart');
      }
    };
    const operate = each(OPERATE_EVERY_MS, startRested);
    const sample = each(SAMPLE_EVERY_MS, async () => {
      const { host } = product.dev.pids;
      if (isAlive(host)) memory.push(pssMb(processTree(host)));
    });
    await Promise.all([...sessions.map(hear), ...sessions.map(send), disturb, operate, sample]);

    await startRested();
    await Promise.all(sessions.map((session) => session.untilStatus('ready', CATCH_UP_MS)));
    const received = (): string[] =>
      client.events.filter(({ type }) => type === 'message.received').map(({ data }) => String(data.body));
    await until('every message to come in', () => new Set(received()).size >= said.length, CATCH_UP_MS, 500);
    const stored = async (): Promise<Message[]> =>
      (await Promise.all(sessions.map((session) => allMessages(product, session)))).flat();
    const isSettled = ({ body, status }: Message): boolean => !body.startsWith('out ') || FINAL.includes(status);
    await until('every send to have its end', async () => (await stored()).every(isSettled), CATCH_UP_MS, 2_000);

    const outcomes = new Map((await stored()).map(({ body, status }) => [body, status]));
    const delivered = countOf(
      (await product.simulator<{ messages: Message[] }>('GET', `/messages?phone=${CUSTOMER}`)).messages
        .map(({ body }) => body)
        .filter((body) => body.startsWith('out ')),
    );
    const arrived = countOf(received().filter((body) => body.startsWith('in ')));
    const isTold = (text: string): boolean => ['sent', 'delivered', 'read'].includes(outcomes.get(text) ?? '');
    client.close();
    const half = Math.floor(memory.length / 2);
    return {
      seed,
      minutes: MINUTES,
      faults: Object.fromEntries(faults),
      breakersOpened: breakers,
      inbound: {
        said: said.length,
        lost: said.filter((body) => !arrived.has(body)).length,
        twice: [...arrived.values()].filter((times) => times > 1).length,
        gaps: client.gaps.length,
        reconnects: client.reconnects,
      },
      outbound: {
        accepted: sent.length,
        delivered: sent.filter((text) => delivered.has(text)).length,
        twice: [...delivered.values()].filter((times) => times > 1).length,
        unknown: sent.filter((text) => outcomes.get(text) === 'unknown').length,
        /** Told as sent and not there: must be 0. */
        toldAndNotDelivered: sent.filter((text) => isTold(text) && !delivered.has(text)).length,
      },
      hostMemoryMb: {
        firstHalf: round(percentile(memory.slice(0, half), 0.5), 0),
        secondHalf: round(percentile(memory.slice(half), 0.5), 0),
        highest: round(Math.max(...memory), 0),
      },
    };
  } finally {
    await product.stop();
  }
};
