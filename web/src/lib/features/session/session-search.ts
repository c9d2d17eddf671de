import type { SessionState } from '@waqtor/contracts';
import { foldText } from '@waqtor/core/text/fold-text';

type Searched = Pick<SessionState, 'name' | 'clientInfo'>;

/** By a part of the name, or of the number however it is written; nothing typed fits everything. */
export const fitsSearch = ({ name, clientInfo }: Searched, typed: string): boolean => {
  const wanted = foldText(typed).trim();
  if (wanted === '') return true;
  if (foldText(name).includes(wanted) || foldText(clientInfo?.name ?? '').includes(wanted)) return true;
  const isNumber = /^[+\d][\d\s()-]*$/.test(wanted);
  const digits = wanted.replace(/\D/g, '').replace(/^0+/, '');
  return isNumber && digits !== '' && (clientInfo?.phoneNumber ?? '').includes(digits);
};
