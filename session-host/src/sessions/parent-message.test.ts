import { describe, expect, it } from 'vitest';
import { isParentMessage, type ParentMessage } from './parent-message.ts';

const engine = { kind: 'simulator', simulatorUrl: 'http://127.0.0.1:1', chromiumPath: null } as const;
const create: ParentMessage = { type: 'create', sessionId: 's', profileDir: '/p', engine, takesOver: false };

describe('a message of the host to the process of a session', () => {
  it.each<ParentMessage>([
    create,
    { ...create, engine: { kind: 'real', simulatorUrl: null, chromiumPath: '/usr/bin/chromium' } },
    { type: 'call', id: 1, method: 'start', args: [] },
    { type: 'cancel', id: 1 },
    { type: 'live_for', ms: 60_000 },
  ])('S-4 is taken when it is one: $type', (message) => {
    expect(isParentMessage(message)).toBe(true);
  });

  it.each([
    ['nothing', null],
    ['a text', 'create'],
    ['no type', { id: 1 }],
    ['another type', { type: 'stop' }],
    ['an engine that does not exist', { ...create, engine: { ...engine, kind: 'other' } }],
    ['no engine', { ...create, engine: undefined }],
    ['a folder that is none', { ...create, profileDir: 7 }],
    ['a method that does not exist', { type: 'call', id: 1, method: 'constructor', args: [] }],
    ['a call without arguments', { type: 'call', id: 1, method: 'start' }],
    ['an id that is no whole number', { type: 'cancel', id: 1.5 }],
    ['no time to live', { type: 'live_for', ms: Number.NaN }],
  ])('S-4 is refused when it is not: %s', (_, message) => {
    expect(isParentMessage(message)).toBe(false);
  });
});
