import { AUDIT_ACTIONS } from '@waqtor/contracts';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The catalogue of texts is compiled by the build; its keys stand for the words. */
const source = readFileSync(new URL('./action-words.ts', import.meta.url), 'utf8');

it.each(AUDIT_ACTIONS)('G-7 %s is told in words', (action) => {
  expect(source).toContain(`'${action}': m.audit_action_${action.replace('.', '_')},`);
});
