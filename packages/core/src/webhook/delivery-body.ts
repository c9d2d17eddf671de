import type { WaqtorEvent } from '@waqtor/contracts';

/**
 * W-2: the event with `event` beside `type`. Called once per delivery; the string is what every attempt signs and sends.
 * `thin` leaves of `data` only what names things, so that a receiver asks for the rest and no text passes by.
 */
export const deliveryBody = (
  { id, logId, seq, type, data, ...rest }: WaqtorEvent,
  name: string,
  options: { payload: 'full' | 'thin'; isTest?: boolean },
): string =>
  JSON.stringify({
    id,
    logId,
    seq,
    type,
    event: name,
    ...rest,
    data: options.payload === 'thin' ? idsOf(data) : data,
    ...(options.isTest ? { test: true } : {}),
  });

const isIdName = (name: string): boolean => name === 'id' || name.endsWith('Id');

const idsOf = (data: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).filter(([name, value]) => isIdName(name) && (typeof value === 'string' || value === null)),
  );
