import type { Message } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { senderOf } from './sender-of.ts';

const NAMES: Record<string, string> = { usr_me: 'Me', usr_noura: 'Noura', key_shop: 'Orders' };
const reader = { ownId: 'usr_me', nameOf: (id: string) => NAMES[id] ?? null };

describe('M-6 who sent a message', () => {
  it('M-6 names a colleague and a key where the reader may know them, and owns up where not', () => {
    expect(senderOf({ kind: 'dashboard', id: 'usr_noura' }, reader)).toEqual({ kind: 'dashboard', name: 'Noura' });
    expect(senderOf({ kind: 'dashboard', id: 'usr_gone' }, reader)).toEqual({ kind: 'dashboard', name: null });
    expect(senderOf({ kind: 'api', id: 'key_shop' }, reader)).toEqual({ kind: 'api', name: 'Orders' });
  });

  it('M-6 says nothing of what the reader wrote themselves', () => {
    expect(senderOf({ kind: 'dashboard', id: 'usr_me' }, reader)).toBeNull();
  });

  it('M-6 says so when it was the phone or the bot, which are nobody by name', () => {
    expect(senderOf({ kind: 'phone', id: null }, reader)).toEqual({ kind: 'phone', name: null });
    expect(senderOf({ kind: 'bot', id: null }, reader)).toEqual({ kind: 'bot', name: null });
  });

  it('M-6 does not guess: nothing for inbound, for before it was kept, and for an origin of a later version', () => {
    expect(senderOf(null, reader)).toBeNull();
    expect(senderOf(undefined, reader)).toBeNull();
    expect(senderOf({ kind: 'fax', id: null } as unknown as Message['origin'], reader)).toBeNull();
  });
});
