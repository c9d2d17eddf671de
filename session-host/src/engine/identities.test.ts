import { expect, it } from 'vitest';
import type { EngineFact } from './engine.ts';
import { tellingIdentities } from './identities.ts';

const reaction = (phone: string | null, lid: string | null): EngineFact => ({
  type: 'reaction',
  targetKeyId: '3A01',
  chatId: '100000000000001@lid',
  emoji: '',
  peer: { phone, lid, name: null },
});
const toldBy = (facts: EngineFact[]): string[] => {
  const told: string[] = [];
  const emit = tellingIdentities((fact) =>
    told.push(fact.type === 'identity' ? `${fact.phone}=${fact.lid}` : fact.type),
  );
  facts.forEach(emit);
  return told;
};

it('S-10 tells that number and lid are one person before the first fact that shows it, and once', () => {
  const known = reaction('966500000001', '100000000000001');
  expect(toldBy([known, known, { type: 'identity', phone: '966500000001', lid: '100000000000001' }])).toEqual([
    '966500000001=100000000000001',
    'reaction',
    'reaction',
  ]);
});

it('S-10 tells nothing of a person of whom one of the two is not known', () => {
  expect(toldBy([reaction(null, '100000000000001'), reaction('966500000001', null)])).toEqual(['reaction', 'reaction']);
});

it('S-10 tells it again when the lid belongs to another number', () => {
  const [first, second] = [reaction('966500000001', '100000000000001'), reaction('966500000002', '100000000000001')];
  expect(toldBy([first, second])).toEqual([
    '966500000001=100000000000001',
    'reaction',
    '966500000002=100000000000001',
    'reaction',
  ]);
});
