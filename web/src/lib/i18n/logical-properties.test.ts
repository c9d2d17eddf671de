import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../', import.meta.url));
/** Utilities that name a side of the screen: in the other direction they are the wrong side. */
const PHYSICAL_CLASS =
  /(?<=["'\s:!-])-?(?:(?:[mp][lr]|scroll-[mp][lr]|left|right|rounded-[lr]|rounded-(?:tl|tr|bl|br)|border-[lr])-[\w[./%-]+|(?:text|float|clear|origin)-(?:left|right)|(?:rounded|border)-[lr])(?=["'\s])/g;
const PHYSICAL_PROPERTY =
  /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)[\w-]*\s*:|(?:text-align|float)\s*:\s*(?:left|right)|(?:left|right)\s*:\s*[\d-])/g;

const files = readdirSync(SOURCES, { recursive: true, withFileTypes: true })
  // A route may be a folder that is called like a page.
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(SOURCES, path.join(entry.parentPath, entry.name)))
  .filter((file) => /\.(svelte|ts|css|html)$/.test(file) && !file.includes('paraglide') && !file.endsWith('.test.ts'))
  .map((file) => [file, readFileSync(path.join(SOURCES, file), 'utf8')] as const);

describe('D-2 right to left', () => {
  it('D-2 finds a physical class when there is one', () => {
    expect('class="flex ml-2"'.match(PHYSICAL_CLASS)).toEqual(['ml-2']);
    expect('class="sm:text-left"'.match(PHYSICAL_CLASS)).toEqual(['text-left']);
    expect('a{margin-left: 2px}'.match(PHYSICAL_PROPERTY)).toHaveLength(1);
  });

  it('D-2 no component uses a class that names left or right', () => {
    const found = files
      .filter(([file]) => file.endsWith('.svelte') || file.endsWith('.html'))
      .flatMap(([file, text]) => (text.match(PHYSICAL_CLASS) ?? []).map((match) => `${file}: ${match}`));
    expect(found).toEqual([]);
  });

  it('D-2 no style names left or right', () => {
    const found = files
      .filter(([file]) => file.endsWith('.css') || file.endsWith('.svelte'))
      .flatMap(([file, text]) => (text.match(PHYSICAL_PROPERTY) ?? []).map((match) => `${file}: ${match.trim()}`));
    expect(found).toEqual([]);
  });
});
