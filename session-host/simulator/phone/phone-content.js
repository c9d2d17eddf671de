/** What a message holds beside its text, and what somebody may answer to it with one click. */

/** Lines such as `1. Delivery` are a menu when there are two of them; the answer is the number. */
const MENU_LINE = /^\s*(\d{1,2})\s*[.)\-:]\s+\S/;
const LATIN = (text) => text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));
export const menuOf = (body) => {
  const numbers = LATIN(body)
    .split('\n')
    .map((line) => MENU_LINE.exec(line)?.[1])
    .filter((number) => number !== undefined);
  return numbers.length >= 2 ? numbers : [];
};

/** Votes of everybody by option, and what `phone` chose. */
const tally = (votes, phone) => ({
  counts: (place) => votes.filter(({ selected }) => selected.includes(place)).length,
  mine: votes.find((vote) => vote.phone === phone)?.selected ?? [],
});

/** `element` and `button` make what is shown; `vote` takes the places that are chosen now. */
export const contentOf = ({ content, votes = [] }, { phone, text, element, button, vote }) => {
  switch (content?.kind) {
    case 'location': {
      const at = `${content.latitude}, ${content.longitude}`;
      const lines = [text.location, content.name, content.address, `\u2066${at}\u2069`].filter(Boolean);
      return [element('span', { dir: 'auto', textContent: lines.join('\n') })];
    }
    case 'contacts':
      return content.contacts.map((contact) => {
        const number = contact.phone === null ? '' : ` · \u2066+${contact.phone.replace(/^\+/, '')}\u2069`;
        return element('span', { dir: 'auto', textContent: `${text.contact}: ${contact.name}${number}\n` });
      });
    case 'poll': {
      const { counts, mine } = tally(votes, phone);
      const options = content.options.map((title, place) => {
        const isMine = mine.includes(place);
        const others = content.allowMultiple ? mine.filter((one) => one !== place) : [];
        const option = button(`${isMine ? '✓ ' : ''}${title} · ${counts(place)}`, () =>
          vote(isMine ? others : [...others, place]),
        );
        option.dir = 'auto';
        option.setAttribute('aria-pressed', String(isMine));
        return option;
      });
      const question = element('span', { dir: 'auto', textContent: `${text.poll}: ${content.question}` });
      return [question, element('span', { className: 'answers' }, ...options)];
    }
    default:
      return [];
  }
};
