import { describe, expect, it } from 'vitest';
import { contactOfVcard, vcardOf } from './vcard.ts';

describe('contact cards', () => {
  it.each([
    { name: 'سالم; العتيبي, الرياض', phone: '966500000001' },
    { name: 'Two\nlines \\ slash', phone: '966500000001' },
    { name: 'No number', phone: null },
  ])('M-3 reads what it wrote: $name', (contact) => {
    expect(contactOfVcard(vcardOf(contact))).toEqual(contact);
  });

  it('M-3 keeps a name from adding lines of its own to the card', () => {
    const lines = vcardOf({ name: 'A\nTEL:+1', phone: '+966 50 000 0001' }).split('\n');
    expect(lines.filter((line) => line.startsWith('TEL'))).toEqual(['TEL;type=CELL;waid=966500000001:+966500000001']);
  });

  it.each([
    ['BEGIN:VCARD\r\nVERSION:3.0\r\nFN;CHARSET=UTF-8:Salem\r\nitem1.TEL:+966 50-000 0001\r\nEND:VCARD', 'Salem'],
    ['BEGIN:VCARD\nVERSION:3.0\nFN:Sal\n em\nTEL;TYPE=CELL;waid=966500000001:050\nEND:VCARD', 'Salem'],
    ['BEGIN:VCARD\nVERSION:3.0\nTEL;waid=966500000001:050\nEND:VCARD', '966500000001'],
  ])('M-5 reads a card of another program: %s', (vcard, name) => {
    expect(contactOfVcard(vcard)).toEqual({ name, phone: '966500000001' });
  });

  it('M-5 answers something for a card without anything', () => {
    expect(contactOfVcard('nonsense')).toEqual({ name: '?', phone: null });
  });
});
