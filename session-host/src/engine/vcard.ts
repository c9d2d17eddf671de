/** A contact card as it is shared: a name, and a number where it has one. */
export interface SharedContact {
  name: string;
  /** Digits, perhaps with a plus. */
  phone: string | null;
}

/** RFC 6350 §3.4: these would end the value. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
const unescaped = (text: string): string => text.replace(/\\n/gi, '\n').replace(/\\([\\;,])/g, '$1');
const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** A vCard 3.0 as WhatsApp writes it: `waid` makes the number open a chat. */
export const vcardOf = ({ name, phone }: SharedContact): string => {
  const digits = phone === null ? '' : digitsOf(phone);
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${escaped(name)};;;`,
    `FN:${escaped(name)}`,
    ...(digits === '' ? [] : [`TEL;type=CELL;waid=${digits}:+${digits}`]),
    'END:VCARD',
  ].join('\n');
};

/** Name and first number of a card; a card without a name is told by its number. */
export const contactOfVcard = (vcard: string): SharedContact => {
  // RFC 6350 §3.2: a line that begins with a blank goes on the one before.
  const lines = vcard.replace(/\r?\n[ \t]/g, '');
  const name = unescaped(/^(?:item\d+\.)?FN(?:;[^:\r\n]*)?:(.*)$/im.exec(lines)?.[1] ?? '').trim();
  const [, parameters = '', value = ''] = /^(?:item\d+\.)?TEL(;[^:\r\n]*)?:(.*)$/im.exec(lines) ?? [];
  const phone = /waid=(\d+)/i.exec(parameters)?.[1] ?? digitsOf(value);
  return { name: name || phone || '?', phone: phone || null };
};
