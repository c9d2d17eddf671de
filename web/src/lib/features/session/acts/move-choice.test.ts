import type { Host } from '@waqtor/contracts';
import { expect, it } from 'vitest';
import { moveChoices } from './move-choice.ts';

const host = (hostId: string, over: Partial<Host> = {}): Host =>
  ({ hostId, status: 'connected', freePlaces: 2, sharesLoginsWith: [], ...over }) as unknown as Host;

it('S-6 offers every host but the own one, those that see the login first, full and absent ones last', () => {
  const hosts = [
    host('own', { sharesLoginsWith: ['shared'] as Host['sharesLoginsWith'] }),
    host('full', { freePlaces: 0 }),
    host('other'),
    host('shared'),
    host('away', { status: 'away' }),
  ];
  const choices = moveChoices(hosts, 'own');
  expect(choices.map(({ host: { hostId } }) => hostId)).toEqual(['shared', 'other', 'full', 'away']);
  expect(choices.map(({ isPossible }) => isPossible)).toEqual([true, true, false, false]);
  expect(choices.map(({ seesLogin }) => seesLogin)).toEqual([true, false, false, false]);
});

it('S-6 a session without a host shares a login with nobody', () => {
  expect(moveChoices([host('other')], null)).toMatchObject([{ isPossible: true, seesLogin: false }]);
});
