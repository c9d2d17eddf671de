import { parseRequest, phoneSchema } from './control-requests.ts';
import type { Destination } from './network/delivery.ts';
import { personAt } from './network/delivery.ts';
import type { GroupRow } from './network/group-rows.ts';
import type { Network } from './network/network.ts';
import type { Account, StoredMessage } from './network/network-store.ts';
import { Refused } from './network/refused.ts';

export interface ControlRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}
export type Handler = (network: Network, request: ControlRequest, parts: string[]) => Promise<unknown> | unknown;
/** `METHOD /path` with `:name` for one part; the parts come in order. */
export type Routes = Record<string, Handler>;

export const accountOf = (network: Network, phone: string | undefined): Account => {
  const account = network.store.account(parseRequest(phoneSchema, phone));
  if (!account) throw new Refused(404, 'There is no account with this phone: create it with POST /accounts.');
  return account;
};
export const messageOf = (network: Network, id: string | undefined): StoredMessage => {
  const message = network.store.message(id ?? '');
  if (!message) throw new Refused(404, 'There is no message with this id.');
  return message;
};
export const groupOf = (network: Network, id: string | undefined): GroupRow => {
  const group = network.store.groups.get(id ?? '');
  if (!group) throw new Refused(404, 'There is no group with this id.');
  return group;
};
/** `to` is a phone, or the id of a group. */
export const destinationOf = (network: Network, to: string): Destination => {
  if (!to.endsWith('@g.us')) return personAt(accountOf(network, to));
  const group = groupOf(network, to);
  return { kind: 'group', group, members: network.store.groups.members(group.id) };
};
