import { describe, expect, it } from 'vitest';
import { PageErrors, pageErrorCode } from './page-errors.ts';

describe('S-8 errors of the page', () => {
  it.each([
    ['auth timeout', 'auth_timeout'],
    [new Error('t: t'), 'page_error_minified'],
    [Object.assign(new Error('t'), { name: 't' }), 'page_error_minified'],
    [Object.assign(new Error('Requiring unknown module "WAWebX"'), { name: 'ModuleError' }), 'module_missing'],
    [new Error('Execution context was destroyed.'), 'page_navigated'],
    [new Error('966500000001 wrote: hello'), 'page_error'],
    [{ odd: true }, 'page_error'],
  ])('S-8 gives %s a stable code', (error, code) => {
    expect(pageErrorCode(error)).toBe(code);
  });

  it('S-8 tells a code at once and then once a minute with its count', () => {
    let now = 0;
    const told: [string, number][] = [];
    const errors = new PageErrors(
      (code, count) => told.push([code, count]),
      () => now,
    );
    for (let i = 0; i < 50; i++) errors.note('page_error');
    now = 60_000;
    errors.note('page_error');
    expect(told).toEqual([
      ['page_error', 1],
      ['page_error', 51],
    ]);
  });
});
