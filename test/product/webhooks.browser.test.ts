import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ServerResponse } from 'node:http';
import type { Delivery, DeliveryDetail, WaqtorEvent, Webhook, WebhookRecovery, WebhookStats } from '@waqtor/contracts';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Play, type PlayedDelivery, PlayedReceiver } from '../../packages/testing/src/played-receiver.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';

const PHONE = '966500000009';
const [CUSTOMER, OTHER, CROWD, MISSED] = ['966500000021', '966500000022', '966500000023', '966500000024'];
/** Each writes for one test alone, which runs beside others. */
const [PATIENT, LATER, KILLED] = ['966500000025', '966500000026', '966500000027'];
const QUICK = { profile: 'quick', baseMs: 100 };
const MB = 1024 * 1024;
const seconds = (ms: number): number => ms / 1000;

/** Does it verify, by both libraries and by the signature of the body? */
const verdicts = (secret: string, { body, headers }: Pick<PlayedDelivery, 'body' | 'headers'>) => {
  const succeeds = (verify: () => unknown): boolean => {
    try {
      verify();
      return true;
    } catch {
      // The libraries throw for every delivery that is not genuine: that is the answer.
      return false;
    }
  };
  const own = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return {
    standardwebhooks: succeeds(() => new StandardWebhook(secret).verify(body, headers)),
    svix: succeeds(() => new SvixWebhook(secret).verify(body, headers)),
    hex: [headers['x-waqtor-signature'], headers['x-waqtor-signature-previous']].includes(own),
  };
};
const GENUINE = { standardwebhooks: true, svix: true, hex: true };
const FORGED = { standardwebhooks: false, svix: false, hex: false };

describe('webhooks of the whole product', () => {
  let product: Product;
  const write = (text: string, from = CUSTOMER): Promise<unknown> =>
    product.simulator('POST', '/messages', { from, to: PHONE, type: 'text', body: text });
  const writeAll = async (texts: string[], from = CUSTOMER): Promise<void> => {
    for (const text of texts) await write(text, from);
  };
  const series = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, at) => `${prefix} ${at}`);

  const chatOf = (phone: string): string => `${phone}@c.us`;

  /** An endpoint of one test and its receiver; both are gone after it. A test that runs beside others brings its own end. */
  const hook = async (
    play: Play,
    wish: Record<string, unknown> = {},
    atEnd: (end: () => Promise<void>) => void = onTestFinished,
  ) => {
    const receiver = await PlayedReceiver.listen(play);
    const body = { url: receiver.url, events: ['message.received'], retry: QUICK, ...wish };
    const created = await product.api<Webhook & { secret: string }>('POST', '/api/webhooks', body);
    expect(created.status).toBe(201);
    const { id, secret } = created.body;
    const api = <T>(method: string, route: string, input?: unknown) =>
      product.api<T>(method, `/api/webhooks/${id}${route}`, input);
    atEnd(async () => {
      await api('DELETE', '');
      await receiver.close();
    });
    const describeIt = async (): Promise<Webhook> => (await api<Webhook>('GET', '')).body;
    const stats = async (): Promise<WebhookStats> => (await api<WebhookStats>('GET', '/stats')).body;
    const log = async (): Promise<Delivery[]> => (await api<{ data: Delivery[] }>('GET', '/logs?limit=100')).body.data;
    return { receiver, id, secret, api, describe: describeIt, stats, log };
  };
  const lastSeq = async (): Promise<number> =>
    (await product.api<{ lastSeq: number }>('GET', '/api/events?after=0&limit=1')).body.lastSeq;

  beforeAll(async () => {
    product = await startProduct({ env: { WAQTOR_ENGINE: 'memory' } });
    for (const phone of [CUSTOMER, OTHER, CROWD, MISSED, PATIENT, LATER, KILLED])
      await product.simulator('POST', '/accounts', { phone, name: 'عميل' });
    await product.link(PHONE);
  });
  afterAll(() => product.stop());

  it('W-2 a delivery with Arabic and emoji verifies by standardwebhooks, svix and hex, and not when tampered with', async () => {
    const text = 'أهلًا 👋🏽 طلبك رقم ٤٢ جاهز — "شكرًا" \\ \u2028 🇸🇦';
    const { receiver, secret } = await hook(() => 200, {
      events: ['message_received'],
      headers: { 'X-Tenant': 'oasis' },
    });
    await write(text);
    const delivery = await receiver.delivery('the delivery', ({ event }) => event.data.body === text);
    expect(verdicts(secret, delivery)).toEqual(GENUINE);
    expect(verdicts(secret, { ...delivery, body: delivery.body.replace('٤٢', '٤٣') })).toEqual(FORGED);
    expect(verdicts(`${secret.slice(0, -4)}AAA=`, delivery)).toEqual(FORGED);
    expect(delivery.event).toMatchObject({ type: 'message.received', event: 'message_received', id: delivery.id });
    expect(delivery.headers).toMatchObject({ 'x-tenant': 'oasis', 'x-waqtor-event': 'message_received' });
  });

  it('W-2 W-3 either secret verifies while a rotation runs, the new one alone after it', async () => {
    const { receiver, secret: old, api } = await hook(() => 200);
    const rotated = await api<{ secret: string; previousSecretExpiresAt: string }>('POST', '/rotate-secret');
    expect(Date.parse(rotated.body.previousSecretExpiresAt)).toBeGreaterThan(Date.now() + 86_000_000);
    await write('في المهلة 🔑');
    const during = await receiver.delivery('one in the grace', ({ event }) => event.data.body === 'في المهلة 🔑');
    for (const secret of [rotated.body.secret, old]) expect(verdicts(secret, during)).toEqual(GENUINE);
    expect((await api('POST', '/rotate-secret')).body).toMatchObject({ code: 'too_many_secrets' });
    expect((await api('DELETE', '/previous-secret')).status).toBe(204);
    await write('بعد المهلة');
    const after = await receiver.delivery('one after it', ({ event }) => event.data.body === 'بعد المهلة');
    expect(verdicts(rotated.body.secret, after)).toEqual(GENUINE);
    expect(verdicts(old, after)).toEqual(FORGED);
    expect(after.headers).not.toHaveProperty('x-waqtor-signature-previous');
  });

  // Three that wait by the clock, at the same time.
  it.concurrent(
    'W-2 W-4 retries keep id and bytes, rise in attempt, come no earlier than promised, and verify each',
    async ({ onTestFinished: atEnd }) => {
      const wish = { filter: { chats: [chatOf(PATIENT)] }, retry: { ...QUICK, baseMs: 1000 } };
      const { receiver, secret, log } = await hook(({ attempt }) => (attempt < 3 ? 500 : 200), wish, atEnd);
      await write('ثلاث محاولات ✉️', PATIENT);
      await until('three attempts', () => receiver.received.length === 3, 20_000);
      const [first, second, third] = receiver.received as [PlayedDelivery, PlayedDelivery, PlayedDelivery];
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
      expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
      expect(receiver.received.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      for (const delivery of receiver.received) expect(verdicts(secret, delivery)).toEqual(GENUINE);
      expect(second.at - first.at).toBeGreaterThanOrEqual(1000);
      expect(third.at - second.at).toBeGreaterThanOrEqual(2000);
      const delivered = await until('the log to say delivered', async () => {
        const [row] = await log();
        return row?.state === 'delivered' ? row : null;
      });
      expect(delivered).toMatchObject({ attempts: 3, eventId: first.id, lastStatus: 200 });
    },
  );

  it.concurrent('W-4 Retry-After is kept, as seconds and as a date', async ({ onTestFinished: atEnd }) => {
    const wait = (value: () => string): Play => {
      return ({ attempt }) => (attempt > 1 ? 200 : { status: 503, headers: { 'retry-after': value() } });
    };
    const wish = { filter: { chats: [chatOf(LATER)] } };
    const bySeconds = await hook(
      wait(() => '3'),
      wish,
      atEnd,
    );
    // A date has no milliseconds: four seconds from now are at least three.
    const byDate = await hook(
      wait(() => new Date(Date.now() + 4000).toUTCString()),
      wish,
      atEnd,
    );
    await write('بعد قليل', LATER);
    for (const { receiver } of [bySeconds, byDate]) {
      await until('the second attempt', () => receiver.received.length === 2, 15_000);
      const [first, second] = receiver.received as [PlayedDelivery, PlayedDelivery];
      expect(seconds(second.at - first.at)).toBeGreaterThanOrEqual(3);
    }
  });

  it.concurrent(
    'W-4 a receiver that drips its body, or says nothing, has 10 seconds',
    async ({ onTestFinished: atEnd }) => {
      const drip = (_: PlayedDelivery, response: ServerResponse): 'by hand' => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 100);
        response.once('close', () => clearInterval(timer));
        return 'by hand';
      };
      const wish = { events: ['webhook.disabled'] };
      const hooks = await Promise.all([hook(drip, wish, atEnd), hook(() => 'by hand', wish, atEnd)]);
      const answers = await Promise.all(
        hooks.map(({ api }) => api<{ errorCode: string; durationMs: number }>('POST', '/test')),
      );
      for (const { body } of answers) {
        expect(body.errorCode).toBe('timeout');
        expect(seconds(body.durationMs)).toBeGreaterThan(9.5);
        expect(seconds(body.durationMs)).toBeLessThan(11.5);
      }
    },
  );

  it('W-4 N-4 an answer of 410 disables the endpoint, with an event and a notification', async () => {
    const { receiver, id, describe: describeIt, api } = await hook(() => 410);
    const before = await lastSeq();
    await write('لا أحد هنا');
    await until('the endpoint to be disabled', async () => !(await describeIt()).enabled);
    expect(await describeIt()).toMatchObject({ disabledReason: 'gone' });
    const told = await until('the event', async () => {
      const query = `/api/events?after=${before}&types=webhook.disabled`;
      return (await product.api<{ data: WaqtorEvent[] }>('GET', query)).body.data[0];
    });
    expect(told.data).toEqual({ endpointId: id, reason: 'gone' });
    // Nothing waits for it: what is missing at the end was passed over here.
    await write('ولا رسالة بعد ذلك');
    const { email, password, apiUrl } = product.dev;
    const signIn = await fetch(`${apiUrl}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: apiUrl },
      body: JSON.stringify({ email, password }),
    });
    const cookie = signIn.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    await until('the notification', async () => {
      const list = await fetch(`${apiUrl}/api/notifications`, { headers: { cookie } });
      const { data } = (await list.json()) as { data: { code: string }[] };
      return data.some(({ code }) => code === 'webhook_disabled');
    });
    receiver.play = () => 200;
    expect((await api<Webhook>('POST', '/enable')).body).toMatchObject({ enabled: true, disabledReason: null });
    await write('عاد الآن');
    await receiver.delivery('one after it was enabled', ({ event }) => event.data.body === 'عاد الآن');
    expect(receiver.received.map(({ event }) => event.data.body)).toEqual(['لا أحد هنا', 'عاد الآن']);
  });

  it('W-9 a redirect is not followed', async () => {
    const target = await PlayedReceiver.listen();
    onTestFinished(() => target.close());
    const { api } = await hook(() => ({ status: 302, headers: { location: target.url } }));
    expect((await api('POST', '/test')).body).toMatchObject({ status: 302, errorCode: 'redirect_refused' });
    expect(target.received).toEqual([]);
  });

  it('W-5 W-9 an answer of 256 MB is cut off, and costs the edge no memory', async () => {
    const piece = Buffer.alloc(MB, 'a');
    let sent = 0;
    const flood = (_: PlayedDelivery, response: ServerResponse): 'by hand' => {
      response.writeHead(200);
      const push = (left: number): void => {
        if (left === 0) return void response.end();
        if (response.destroyed) return;
        sent += piece.byteLength;
        if (response.write(piece)) setImmediate(push, left - 1);
        else response.once('drain', () => push(left - 1));
      };
      push(256);
      return 'by hand';
    };
    const { api } = await hook(flood);
    const pid = Number(readFileSync(path.join(product.dataDir, 'edge', 'workerd.pid'), 'utf8'));
    const residentMb = (): number => {
      const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      return Number(found?.[1]) / 1024;
    };
    const before = residentMb();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, residentMb())), 5);
    onTestFinished(() => clearInterval(watch));
    for (let round = 0; round < 3; round += 1) {
      const { body } = await api<{ status: number; responseExcerpt: string }>('POST', '/test');
      expect(body.status).toBe(200);
      expect(Buffer.byteLength(body.responseExcerpt)).toBe(16 * 1024);
    }
    expect(sent).toBeLessThan(3 * 32 * MB);
    expect(peak - before).toBeLessThan(64);
  });

  /** What the receiver of the killed edge got; the last test of this file looks at it again, and ends it. */
  let killed: PlayedReceiver;
  const endOfKilled: (() => Promise<void>)[] = [];
  const killedTexts = series('kill', 30);
  const indexOf = ({ event }: PlayedDelivery): number => Number(String(event.data.body).split(' ')[1]);
  const isHung = (delivery: PlayedDelivery): boolean => indexOf(delivery) === 7;
  /** Each text came under one id, however often, and what was not taken came again with the same bytes. */
  const expectSameAgain = (texts: string[], wasNotTaken: (delivery: PlayedDelivery) => boolean): void => {
    for (const text of texts) {
      const ids = killed.received.filter(({ event }) => event.data.body === text).map(({ id }) => id);
      expect([text, new Set(ids).size]).toEqual([text, 1]);
    }
    const firsts = killed.received.filter((each) => each.attempt === 1 && wasNotTaken(each));
    expect(firsts.length).toBeGreaterThan(0);
    for (const first of firsts) {
      const again = killed.received.filter(({ id, attempt }) => id === first.id && attempt > 1);
      expect(again.map(({ body }) => body)).toContain(first.body);
    }
  };

  it('W-4 the edge is killed while retries wait: none is lost, under the same ids', async () => {
    // Never five failures in a row: the breaker is another test's.
    const fails = (delivery: PlayedDelivery): boolean => indexOf(delivery) % 2 === 1;
    const { receiver, log } = await hook(
      (delivery) => {
        if (delivery.attempt === 1 && isHung(delivery)) return 'by hand';
        return delivery.attempt === 1 && fails(delivery) ? 500 : 200;
      },
      { filter: { chats: [chatOf(KILLED)] }, retry: { ...QUICK, attempts: 5, baseMs: 10_000 } },
      (end) => void endOfKilled.push(end),
    );
    killed = receiver;
    await Promise.all(killedTexts.map((text) => write(text, KILLED)));
    await until(
      'every first attempt',
      () => new Set(receiver.received.map(({ id }) => id)).size === killedTexts.length,
      20_000,
    );
    // An answer that the edge has not written down yet would be lost with it, and its attempt be one that was under way.
    const others = killedTexts.filter((_, index) => index !== 7);
    await until(
      'every answer in the log',
      async () => (await log()).filter(({ lastStatus }) => lastStatus !== null).length === others.length,
    );
    const isTaken = (text: string): boolean =>
      receiver.received.some(({ event, status }) => event.data.body === text && status === 200);
    expect(others.every(isTaken)).toBe(false);
    await product.killEdge();
    await until('all but the hung one', () => others.every(isTaken), 60_000);
    expectSameAgain(others, (delivery) => fails(delivery) && !isHung(delivery));
  }, 120_000);

  it('W-3 an ordered endpoint gets the events of a chat strictly one after another while it fails, and other chats go on', async () => {
    const texts = series('order', 12);
    let requests = 0;
    const isOfCustomer = ({ event }: PlayedDelivery): boolean => event.data.chatId === `${CUSTOMER}@c.us`;
    const { receiver } = await hook(
      (delivery) => {
        if (!isOfCustomer(delivery)) return 200;
        requests += 1;
        // The first one fails four times, later every third.
        return requests <= 4 || requests % 3 === 0 ? 500 : 200;
      },
      { ordered: true, retry: { ...QUICK, attempts: 9 } },
    );
    const [first = '', ...rest] = texts;
    await write(first);
    await receiver.delivery('the first attempt', isOfCustomer);
    await writeAll(rest);
    await write('another chat', OTHER);
    const other = await receiver.delivery('the other chat', ({ event }) => event.data.body === 'another chat');
    const isTaken = (text: string): boolean =>
      receiver.received.some(({ event, status }) => event.data.body === text && status === 200);
    await until('all of the chat', () => texts.every(isTaken), 40_000);
    const ofChat = receiver.received.filter(isOfCustomer);
    const takenInOrder = ofChat.filter(({ status }) => status === 200).map(({ event }) => event);
    const seqs = takenInOrder.map(({ seq }) => seq as number);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(takenInOrder.map(({ data }) => data.body)).toEqual(texts);
    // Nothing was even tried before the one before it was taken.
    for (const [at, { event }] of ofChat.entries()) {
      const done = ofChat.slice(0, at).filter(({ status }) => status === 200).length;
      expect(event.data.body).toBe(texts[done]);
    }
    expect(other.at).toBeLessThan(ofChat.at(-1)?.at ?? 0);
  }, 90_000);

  it('W-4 a dead endpoint with 1,000 that wait does not delay a healthy one', async () => {
    const healthy = await hook(() => 200, { filter: { chats: [`${CUSTOMER}@c.us`] } });
    /** From the message at the phone to the receiver, of 40 alone; p95. */
    const p95Ms = async (prefix: string): Promise<number> => {
      const times: number[] = [];
      for (const text of series(prefix, 40)) {
        const startedAt = Date.now();
        await write(text);
        const { at } = await healthy.receiver.delivery(text, ({ event }) => event.data.body === text);
        times.push(at - startedAt);
      }
      return times.toSorted((a, b) => a - b)[37] ?? Number.NaN;
    };
    await p95Ms('warm');
    const alone = await p95Ms('alone');
    const dead = await hook(() => 'by hand', { filter: { chats: [`${CROWD}@c.us`] }, retry: { profile: 'extended' } });
    const texts = series('crowd', 1000);
    for (let at = 0; at < texts.length; at += 20) {
      await Promise.all(texts.slice(at, at + 20).map((text) => write(text, CROWD)));
    }
    await until('a thousand to wait', async () => (await dead.stats()).queued >= 1000, 60_000, 250);
    const beside = await p95Ms('beside');
    expect(healthy.receiver.received.some(({ event }) => String(event.data.body).startsWith('crowd'))).toBe(false);
    // Two cores are shared with the whole product: a ratio, and no smaller than what a timer can tell.
    expect(beside).toBeLessThan(Math.max(alone * 2, alone + 50));
  }, 180_000);

  it('W-3 filters by chat and by folded text, and a thin body names things and says nothing', async () => {
    const filter = { chats: ['*022@c.us'], conditions: [{ path: 'data.body', op: 'contains', value: 'طلبيه' }] };
    const { receiver, secret } = await hook(() => 200, { filter, payload: 'thin' });
    await write('طلبية جديدة', CUSTOMER);
    await write('سؤال آخر', OTHER);
    await write('أين الطلبيّة؟', OTHER);
    await receiver.delivery('the one that matches', () => true);
    await write('وهذه طلبية ثانية', OTHER);
    await until('the second one', () => receiver.received.length === 2);
    for (const delivery of receiver.received) {
      expect(delivery.body).not.toMatch(/[\u0600-\u06ff]/);
      expect(Object.keys(delivery.event.data)).toContain('id');
      expect(verdicts(secret, delivery)).toEqual(GENUINE);
    }
  });

  it('W-5 what failed is recovered, what was missed is replayed, one is resent: with the same ids, counted first', async () => {
    const { receiver, api, log } = await hook(() => 500, {
      filter: { chats: [`${MISSED}@c.us`] },
      retry: { ...QUICK, attempts: 1 },
    });
    const before = await lastSeq();
    const since = new Date(Date.now() - 60_000).toISOString();
    await writeAll(series('fail', 2), MISSED);
    await until('two failed', async () => (await log()).filter(({ state }) => state === 'failed').length === 2);
    await api('PATCH', '', { enabled: false });
    await writeAll(series('miss', 3), MISSED);
    const missed = await until('three in the log of events', async () => {
      const { data } = (await product.api<{ data: WaqtorEvent[] }>('GET', `/api/events?after=${before}`)).body;
      const found = data.filter((each) => String(each.data.body).startsWith('miss'));
      return found.length === 3 ? found : null;
    });
    receiver.play = () => 200;
    await api('POST', '/enable');
    const failedIds = new Set(receiver.received.map(({ id }) => id));
    const start = (route: string, dryRun: boolean) => api<WebhookRecovery>('POST', route, { since, dryRun });
    const settled = () =>
      until('the recovery to end', async () => {
        const { recovery } = (await api<{ recovery: WebhookRecovery | null }>('GET', '/recovery')).body;
        return recovery?.state === 'completed' ? recovery : null;
      });
    expect(await start('/recover', true)).toMatchObject({ status: 200, body: { state: 'dry_run', total: 2 } });
    expect((await start('/recover', false)).status).toBe(202);
    expect(await settled()).toMatchObject({ kind: 'recover', total: 2, delivered: 2, failed: 0 });
    expect(new Set(receiver.taken)).toEqual(failedIds);
    expect(await start('/replay-missing', true)).toMatchObject({ status: 200, body: { state: 'dry_run', total: 3 } });
    expect((await start('/replay-missing', false)).status).toBe(202);
    expect(await settled()).toMatchObject({ kind: 'replay_missing', total: 3, delivered: 3, failed: 0 });
    for (const { id } of missed) expect(receiver.taken).toContain(id);
    expect(new Set(receiver.taken).size).toBe(receiver.taken.length);
    const [row] = await log();
    expect((await api('POST', `/logs/${row?.id}/resend`)).status).toBe(202);
    await until('the second copy', () => receiver.taken.filter((id) => id === row?.eventId).length === 2);
    // The receiver has it a moment before its answer is in the log.
    await until('the log to say that it was sent by hand', async () => {
      const { attemptLog } = (await api<DeliveryDetail>('GET', `/logs/${row?.id}`)).body;
      return attemptLog.at(-1)?.trigger === 'manual' && attemptLog.at(-1)?.status === 200;
    });
  }, 60_000);

  it('W-4 an attempt that was under way when the edge was killed is made again by itself, under the same id', async () => {
    onTestFinished(async () => {
      for (const end of endOfKilled) await end();
    });
    // It is taken for lost after two timeouts and 5 s; most of that went by during the tests before.
    await until('all of them', () => new Set(killed.taken).size === killedTexts.length, 60_000);
    expectSameAgain(killedTexts, isHung);
  }, 90_000);
});
