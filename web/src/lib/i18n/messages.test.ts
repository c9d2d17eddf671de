import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Variant {
  match: Record<string, string>;
}
type Catalogue = Record<string, string | Variant[]>;

const SETTINGS = JSON.parse(
  readFileSync(new URL('../../../project.inlang/settings.json', import.meta.url), 'utf8'),
) as { 'plugin.inlang.messageFormat': { pathPattern: string[] } };
const FILES = SETTINGS['plugin.inlang.messageFormat'].pathPattern;

const entriesOf = (file: string): [string, string | Variant[]][] =>
  Object.entries(JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')) as Catalogue).filter(
    ([key]) => !key.startsWith('$'),
  );
const read = (locale: string): Catalogue =>
  Object.fromEntries(FILES.flatMap((pattern) => entriesOf(pattern.replace('{locale}', locale))));

const ar = read('ar');
const en = read('en');
const ARABIC_FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];
const ENGLISH_FORMS = ['one', 'other'];
/** Nothing to translate: a pattern of placeholders alone. */
const SAME_ON_PURPOSE = new Set(['activity_session', 'notifications_cell', 'notifications_times']);

const textsOf = (value: string | Variant[] | undefined): string[] =>
  typeof value === 'string' ? [value] : (value ?? []).flatMap(({ match }) => Object.values(match));
const formsOf = (value: Variant[]): string[] =>
  value.flatMap(({ match }) => Object.keys(match)).map((form) => form.split('=')[1] ?? '');
const placeholdersOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('D-2 both languages', () => {
  it.each(['ar', 'en'])('D-2 %s says each thing in one place', (locale) => {
    const keys = FILES.flatMap((pattern) => entriesOf(pattern.replace('{locale}', locale))).map(([key]) => key);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('D-2 have the same keys', () => {
    expect(Object.keys(ar).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.keys(en))('D-2 %s is translated', (key) => {
    for (const text of [...textsOf(ar[key]), ...textsOf(en[key])]) expect(text.trim()).not.toBe('');
    if (!SAME_ON_PURPOSE.has(key)) expect(ar[key]).not.toEqual(en[key]);
  });

  it('D-2 Arabic sentences are written in Arabic', () => {
    const latin = Object.entries(ar).filter(
      ([key, value]) =>
        !SAME_ON_PURPOSE.has(key) &&
        !key.startsWith('language_') &&
        !textsOf(value).every((text) => /\p{Script=Arabic}|^\W+$/u.test(text)),
    );
    expect(latin.map(([key]) => key)).toEqual([]);
  });

  it('D-2 every plural has all six Arabic forms and both English ones', () => {
    for (const [key, value] of Object.entries(ar)) {
      if (typeof value === 'string') continue;
      expect(formsOf(value).sort(), key).toEqual([...ARABIC_FORMS].sort());
      expect(formsOf(en[key] as Variant[]).sort(), key).toEqual(ENGLISH_FORMS);
    }
  });

  it('D-2 use the same placeholders', () => {
    for (const [key, value] of Object.entries(en)) {
      if (typeof value !== 'string') continue;
      expect(placeholdersOf(ar[key] as string), key).toEqual(placeholdersOf(value));
    }
  });
});
