import { afterEach, expect, it, vi } from 'vitest';
import { missingModuleOf } from './page-compat.ts';
import { isCrippling, missingSurface } from './surface-probe.ts';

afterEach(() => vi.unstubAllGlobals());

const pageOf = (modules: Record<string, unknown>): void => {
  const require = (name: string) => {
    if (!(name in modules)) throw new Error(`Requiring unknown module "${name}"`);
    return modules[name];
  };
  vi.stubGlobal('window', { require });
};

it('S-9 names the modules that are gone, and the members of those that changed', () => {
  pageOf({ Whole: { a: { b: false } }, Changed: { a: null }, Empty: null });
  const surface = [
    { name: 'Whole', members: ['a.b'] },
    { name: 'Changed', members: ['a.b', 'c'] },
    { name: 'Empty', members: [] },
    { name: 'Gone', members: ['a'] },
    { name: 'Gone', members: ['b'] },
  ];
  expect(missingSurface(surface)).toEqual(['Changed.a.b', 'Changed.c', 'Empty', 'Gone']);
});

it('S-9 takes a page for unusable only without what everything needs', () => {
  expect(isCrippling(['WAWebSendMsgChatAction.addAndSendMsgToChat'])).toBe(true);
  expect(isCrippling(['WAWebPrepRawMedia', 'WAWebMsgReply.canReplyMsg', 'WALinkify.findLink'])).toBe(false);
  expect(isCrippling(['WALinkify'])).toBe(true);
});

it('S-9 finds the module that the library asked for in vain in the causes of an error', () => {
  const cause = new Error('Requiring unknown module "WAWebCmd"\n    at require');
  expect(missingModuleOf(new Error('start failed', { cause }))).toBe('WAWebCmd');
  expect(missingModuleOf(new Error('start failed', { cause: 'auth timeout' }))).toBeNull();
});
