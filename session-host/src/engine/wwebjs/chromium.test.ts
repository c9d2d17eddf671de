import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngineFactory } from '../create-engine.ts';
import { assertSafeArgs, chromiumArgs } from './chromium-args.ts';
import { BrowserMissing, findChromium } from './chromium.ts';

describe('the browser that is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waqtor-chromium-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const executable = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, '');
    chmodSync(path, 0o755);
    return path;
  };

  it('R-1 is the one that is named, before all others', () => {
    const path = executable('my-headless-shell');
    expect(findChromium(path, { WAQTOR_CHROMIUM: '/nowhere' })).toEqual({ path, isHeadlessShell: true });
    expect(findChromium(null, { WAQTOR_CHROMIUM: path })).toEqual({ path, isHeadlessShell: true });
  });

  it('R-1 is missing with the code browser_missing and a sentence that says what to install', () => {
    const missing = (() => {
      try {
        return findChromium('/nowhere/chromium', {});
      } catch (error) {
        return error;
      }
    })();
    expect(missing).toBeInstanceOf(BrowserMissing);
    expect(missing).toMatchObject({ code: 'browser_missing', message: expect.stringContaining('install') });
  });
});

describe('the flags of the browser', () => {
  it('S-7 keep the simulator away from every other host', () => {
    expect(chromiumArgs('simulator', false)).toContain('--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1');
  });

  it('S-7 of the real network hold nothing of the simulator', () => {
    const args = chromiumArgs('real', true).join(' ');
    expect(args).not.toMatch(/host-resolver-rules|LocalNetworkAccess|certificate/);
    expect(args).toContain('--no-sandbox');
    expect(chromiumArgs('real', false)).not.toContain('--no-sandbox');
  });

  it.each(chromiumArgs('simulator', false).filter((arg) => /resolver|LocalNetwork/.test(arg)))(
    'S-7 refuse %s on the real network',
    (arg) => {
      expect(() => assertSafeArgs('real', [arg])).toThrow('simulator');
    },
  );
});

describe('the choice of an engine', () => {
  it('S-7 refuses the address of a simulator for the real engine', () => {
    const config = { kind: 'real', simulatorUrl: 'http://127.0.0.1:1', chromiumPath: process.execPath } as const;
    expect(() => createEngineFactory(config)).toThrow('real engine');
  });

  it.each(['memory', 'simulator'] as const)('S-7 needs the address of a simulator for the engine %s', (kind) => {
    const config = { kind, simulatorUrl: null, chromiumPath: process.execPath };
    expect(() => createEngineFactory(config)).toThrow('address of the simulator');
  });
});
