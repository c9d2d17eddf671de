import * as contracts from '@waqtor/contracts';
import { PASSWORD_SENTENCES } from '@waqtor/core/password/password-sentence';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ApiContext } from '../../api.ts';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { fieldMessage } from './field-message.ts';
import type { Issue } from './field-message.ts';
import { findSentence } from './field-sentence.ts';
import { refuseInvalidInput } from './refuse-invalid-input.ts';

declare global {
  interface ImportMeta {
    /** Of the test runner: files by pattern. */
    glob: <T>(patterns: string[], options: { query: string; import: string; eager: true }) => Record<string, T>;
  }
}

const ARABIC_LETTER = /[\u0600-\u06ff]/;

const issueOf = (schema: z.ZodType, input: unknown): Issue => {
  const result = schema.safeParse(input);
  if (result.success) throw new Error('The input is valid.');
  return result.error.issues[0] as unknown as Issue;
};
const both = (schema: z.ZodType, input: unknown): string[] => {
  const issue = issueOf(schema, input);
  return [fieldMessage(issue, 'en'), fieldMessage(issue, 'ar')];
};

/** Every sentence that a schema brings along, wherever it stands in it. */
const sentencesIn = (value: unknown, seen = new Set<unknown>()): string[] => {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  if (Array.isArray(value)) return value.flatMap((part) => sentencesIn(part, seen));
  const definition = (value as { _zod?: { def?: Record<string, unknown> } })._zod?.def;
  const error = definition?.error;
  const told: unknown = typeof error === 'function' ? (error as (issue: unknown) => unknown)({}) : undefined;
  const own = typeof told === 'string' ? [told] : [];
  const parts =
    definition ?? (Object.getPrototypeOf(value) === Object.prototype ? (value as Record<string, unknown>) : {});
  return [...own, ...Object.values(parts).flatMap((part) => sentencesIn(part, seen))];
};

describe('messages of refused fields', () => {
  it.each<[string, z.ZodType, unknown, string, string]>([
    ['a missing one', z.object({ a: z.string() }), {}, 'is required', 'مطلوب'],
    ['a wrong type', z.string(), 1, 'must be a text', 'يجب أن يكون نصًا'],
    ['a broken number', z.int(), 1.5, 'must be a whole number', 'يجب أن يكون عددًا صحيحًا'],
    ['an empty text', z.string().min(1), '', 'must not be empty', 'يجب ألا يكون فارغًا'],
    ['a short text', z.string().min(12), 'x', 'must have at least 12 characters', 'يجب ألا يقل عدد الأحرف عن 12'],
    ['a long text', z.string().max(1), 'xx', 'must have at most 1 character', 'يجب ألا يزيد عدد الأحرف على 1'],
    ['a short list', z.array(z.int()).min(2), [], 'must have at least 2 items', 'يجب ألا يقل عدد العناصر عن 2'],
    ['a large number', z.int().max(100), 101, 'must be at most 100', 'يجب ألا يزيد على 100'],
    ['a small number', z.int().min(0), -1, 'must be at least 0', 'يجب ألا يقل عن 0'],
    ['an address', z.email(), 'x', 'must be an e-mail address', 'يجب أن يكون عنوان بريد إلكتروني'],
    ['another value', z.enum(['a', 'b']), 'c', 'must be one of a, b', 'يجب أن يكون إحدى القيم: a, b'],
    [
      'no form of it',
      z.union([z.ipv4(), z.cidrv4()]),
      'x',
      'must be an IPv4 address or an IPv4 network',
      'يجب أن يكون عنوان IPv4 أو شبكة IPv4',
    ],
    ['an unknown field', z.strictObject({}), { secret: 1 }, 'has a field that is not known', 'فيه حقل غير معروف'],
  ])('D-2 K-1 name the rule in both languages: %s', (_title, schema, input, english, arabic) => {
    expect(both(schema, input)).toEqual([english, arabic]);
  });

  it.each([
    [{ code: '12' }, [['/code', 'must be six digits']]],
    [{ backupCode: 'x' }, [['/backupCode', 'must have at least 6 characters']]],
    [{}, [['/code', 'is required']]],
    [{ code: '123456', backupCode: 'x' }, [['', 'has a field that is not known']]],
  ])('K-1 point into the form of a union that is nearest to what was sent: %j', (input, expected) => {
    const reader = { req: { header: () => undefined } } as unknown as ApiContext;
    const result = contracts.secondFactorSchema.safeParse(input);
    const refuse = () => refuseInvalidInput({ target: 'json', ...result } as never, reader);
    try {
      refuse();
    } catch (error) {
      const { errors } = error as contracts.WaqtorError;
      expect(errors.map(({ pointer, message }) => [pointer, message])).toEqual(expected);
      return;
    }
    throw new Error('It was not refused.');
  });

  it('D-2 of the contracts are all there in Arabic', () => {
    const sentences = [...new Set(sentencesIn({ ...contracts }))];
    // Were the walk blind, it would find none.
    expect(sentences).toContain('must be four digits');
    expect(sentences).toContain('must be after the opening');
    expect(sentences.filter((sentence) => !ARABIC_LETTER.test(findSentence(sentence, 'ar') ?? ''))).toEqual([]);
    // Ours go on after the name of the field: by that they are told from the library's own.
    expect(sentences.filter((sentence) => !/^[a-z]/.test(sentence))).toEqual([]);
  });

  it('D-2 of the routes are all there in Arabic', () => {
    const files = import.meta.glob<string>(['../../**/*.ts', '!../../**/*.test.ts', '!../../description/**'], {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const sentences = Object.values(files).flatMap((source) =>
      [...source.matchAll(/\bmessage: '([^']+)'/g)].map((found) => found[1] ?? ''),
    );
    expect(sentences.length).toBeGreaterThanOrEqual(3);
    expect(sentences.filter((sentence) => findSentence(sentence, 'ar') === null)).toEqual([]);
  });

  it('A-1 of weak passwords are there in Arabic', () => {
    const rules = ['password_too_common', 'password_contains_email', 'password_too_simple'] as const;
    for (const rule of rules) {
      expect(findSentence(PASSWORD_SENTENCES[rule].en, 'ar')).toBe(PASSWORD_SENTENCES[rule].ar);
    }
  });

  it('D-2 speak the language of the reader, and point at the field', async () => {
    const { apiKey } = await newWorkspace();
    const refuse = async (language: string) => {
      const body = { url: 'x', events: [], retry: { attempts: 99 } };
      const headers = { 'accept-language': language };
      return (await problemIn(await call('/api/webhooks', { key: apiKey, headers, body }))).errors;
    };
    expect(await refuse('en')).toEqual([
      { pointer: '/url', code: 'invalid_format', message: 'must be a web address' },
      { pointer: '/events', code: 'too_small', message: 'must have at least 1 item' },
      { pointer: '/retry/attempts', code: 'too_big', message: 'must be at most 9' },
    ]);
    expect((await refuse('ar'))?.map(({ message }) => message)).toEqual([
      'يجب أن يكون عنوان ويب',
      'يجب ألا يقل عدد العناصر عن 1',
      'يجب ألا يزيد على 9',
    ]);
  });

  it('D-2 translate what a route itself refuses', async () => {
    const { apiKey } = await newWorkspace();
    const response = await call('/api/messages/send-text', {
      key: apiKey,
      headers: { 'accept-language': 'ar' },
      body: { chatId: 'nobody', text: 'x' },
    });
    expect((await problemIn(response)).errors?.[0]?.message).toBe('ليس معرّف محادثة ولا رقم هاتف مع رمز الدولة');
  });
});
