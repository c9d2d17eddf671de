import { openDatabase } from '@waqtor/db/queries/database';
import { insertMail } from '@waqtor/db/queries/mails';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiEnv } from '../env.ts';
import { freshEmail } from '../testing/accounts.ts';
import { bindings } from '../testing/api-client.ts';
import { mailsTo } from '../testing/mails.ts';
import { composeMail } from './compose-mail.ts';
import { mailerOf } from './mailer.ts';
import { forgetOldMails, sendDueMails } from './send-due-mails.ts';

const TARGET = 'http://127.0.0.1:9/mail';
const env = { ...bindings, WAQTOR_MAIL_URL: TARGET, WAQTOR_MAIL_TOKEN: 'a-token-of-the-test' } as ApiEnv;
const LIMIT = 100;
const MINUTE_MS = 60_000;

interface Row {
  sealed: string;
  attempts: number;
  sentAt: number | null;
  failure: string | null;
  nextAttemptAt: number;
}

const write = async (at: ApiEnv = env) => {
  const to = freshEmail();
  const row = await composeMail(at, {
    to,
    language: 'en',
    template: 'password_changed',
    params: { link: 'https://x/' },
  });
  await insertMail(openDatabase(bindings.DB), row);
  return { to, id: row.id };
};

const rowOf = (id: string): Promise<Row | null> =>
  bindings.DB.prepare(
    `SELECT sealed, attempts, sent_at AS sentAt, failure, next_attempt_at AS nextAttemptAt FROM mails WHERE id = ?`,
  )
    .bind(id)
    .first<Row>();

/** Mails of this file alone are due, and go to `answer` in place of the network. */
const deliver = (answer: () => Response | Promise<Response>) => {
  const sent: { id: string; to: string; headers: Headers }[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    expect(url).toBe(TARGET);
    const body = JSON.parse(init?.body as string) as { id: string; to: string };
    sent.push({ ...body, headers: new Headers(init?.headers) });
    return answer();
  });
  return sent;
};

const later = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};

beforeEach(async () => {
  await bindings.DB.prepare('DELETE FROM mails').run();
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('outbox of mails', () => {
  it('A-1 hands a mail over once, with its id and the token, and forgets what was in it', async () => {
    const sent = deliver(() => new Response(null, { status: 202 }));
    const { id, to } = await write();
    await sendDueMails(env, LIMIT);
    await sendDueMails(env, LIMIT);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ id, to, subject: 'Your password was changed' });
    expect(sent[0]?.headers.get('idempotency-key')).toBe(id);
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer a-token-of-the-test');
    expect(await rowOf(id)).toMatchObject({ sealed: '', failure: null, sentAt: expect.any(Number) as unknown });
  });

  it.each([
    ['answers 500', () => new Response('x', { status: 500 }), 'failed_500'],
    [
      'redirects',
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
      'failed_302',
    ],
    ['does not answer', () => Promise.reject(new TypeError('connect to secret-host')), 'failed_unreachable'],
  ] as const)('A-1 keeps a mail whose way out %s, and waits longer each time', async (_title, answer, failure) => {
    const sent = deliver(answer);
    const { id, to } = await write();
    const waits = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      await sendDueMails(env, LIMIT);
      const row = await rowOf(id);
      expect(row).toMatchObject({ attempts: attempt, failure, sentAt: null });
      waits.push(((row?.nextAttemptAt ?? 0) - Date.now()) / MINUTE_MS);
      await sendDueMails(env, LIMIT);
      expect(sent).toHaveLength(attempt);
      later((row?.nextAttemptAt ?? 0) - Date.now());
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(await mailsTo(to)).toHaveLength(1);
  });

  it('A-1 gives a mail to one of two who send at once', async () => {
    const sent = deliver(() => new Response());
    for (let i = 0; i < 5; i++) await write();
    await Promise.all([sendDueMails(env, LIMIT), sendDueMails(env, LIMIT)]);
    expect(new Set(sent.map((mail) => mail.id)).size).toBe(5);
    expect(sent).toHaveLength(5);
  });

  it('A-1 gives a mail up after a day, and forgets a sent one', async () => {
    const mails = [await write(), await write()];
    deliver(() => new Response());
    await sendDueMails(env, 1);
    later(24 * 60 * MINUTE_MS - 1);
    await forgetOldMails(env);
    expect(await Promise.all(mails.map(({ id }) => rowOf(id)))).not.toContain(null);
    later(2);
    await forgetOldMails(env);
    expect(await Promise.all(mails.map(({ id }) => rowOf(id)))).toEqual([null, null]);
  });

  it('A-1 sends the next mail when one cannot be opened', async () => {
    const sent = deliver(() => new Response());
    const broken = await write();
    await bindings.DB.prepare("UPDATE mails SET sealed = 'v1.x.y' WHERE id = ?").bind(broken.id).run();
    const whole = await write();
    await sendDueMails(env, LIMIT);
    expect(sent.map((mail) => mail.id)).toEqual([whole.id]);
    expect(await rowOf(broken.id)).toMatchObject({ failure: 'failed_unreadable' });
  });

  it('A-1 cannot be opened as another row', async () => {
    const [first, second] = [await write(), await write()];
    await bindings.DB.prepare('UPDATE mails SET sealed = (SELECT sealed FROM mails WHERE id = ?) WHERE id = ?')
      .bind(first.id, second.id)
      .run();
    const sent = deliver(() => new Response());
    await sendDueMails(env, LIMIT);
    expect(sent.map((mail) => mail.id)).toEqual([first.id]);
  });

  it('R-4 keeps addresses and links out of logs and, in clear, out of the database', async () => {
    const lines: string[] = [];
    for (const level of ['info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((...words: unknown[]) => void lines.push(words.join(' ')));
    }
    deliver(() => new Response(null, { status: 500 }));
    const { id, to } = await write(env);
    await sendDueMails(env, LIMIT);
    const kept = await write(bindings);
    await sendDueMails(bindings, LIMIT);
    const rows = await bindings.DB.prepare('SELECT * FROM mails').all();
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const address of [to, kept.to, 'https://x/']) {
      expect(lines.join('\n')).not.toContain(address);
      expect(JSON.stringify(rows.results)).not.toContain(address);
    }
    expect(lines.join('\n')).toContain(id);
  });

  it('R-1 stays in the outbox of a local run that names no way out', async () => {
    const { id, to } = await write(bindings);
    await sendDueMails(bindings, LIMIT);
    expect(await rowOf(id)).toMatchObject({ sentAt: null, failure: 'kept' });
    expect(await mailsTo(to)).toHaveLength(1);
  });

  it('R-3 is not begun in production without a way out; the operator is told what to set', () => {
    const production = { ...bindings, WAQTOR_ENVIRONMENT: 'production', WAQTOR_WEBHOOK_LOOPBACK: 'deny' } as ApiEnv;
    expect(() => mailerOf(production)).toThrow(/set WAQTOR_MAIL_URL .* and WAQTOR_MAIL_TOKEN/);
  });
});
