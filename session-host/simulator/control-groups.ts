import { groupRequest, groupSettings, membersRequest, parseRequest } from './control-requests.ts';
import { accountOf, groupOf } from './control-route.ts';
import type { Handler, Routes } from './control-route.ts';
import type { GroupRow } from './network/group-rows.ts';
import type { MemberChange } from './network/group-desk.ts';
import type { Network } from './network/network.ts';
import { Refused } from './network/refused.ts';

const shownGroup = (network: Network, { id, subject, description, isAnnouncement }: GroupRow) => ({
  ...{ id, subject, description },
  announcement: isAnnouncement === 1,
  participants: network.store.groups.members(id).map(({ phone, isAdmin }) => ({ phone, admin: isAdmin === 1 })),
});

/** Who did it: the one that is named, else the first administrator, else whoever is in it. */
const actorOf = (network: Network, group: GroupRow, by: string | undefined) => {
  if (by !== undefined) return accountOf(network, by);
  const members = network.store.groups.members(group.id);
  const phone = (members.find(({ isAdmin }) => isAdmin === 1) ?? members[0])?.phone;
  if (phone === undefined) throw new Refused(409, 'Nobody is in this group.');
  return accountOf(network, phone);
};

const changing =
  (action: MemberChange): Handler =>
  (network, { body }, [id]) => {
    const group = groupOf(network, id);
    const { phones, by } = parseRequest(membersRequest, body);
    const whom = phones.map((phone) => accountOf(network, phone));
    // Who comes or goes by themselves did it themselves, each under a notice of their own.
    const isBySelf = action === 'leave' || action === 'join';
    if (isBySelf) for (const account of whom) network.groups.change(group, action, account, [account]);
    else network.groups.change(group, action, actorOf(network, group, by), whom);
    return shownGroup(network, groupOf(network, id));
  };

export const GROUP_ROUTES: Routes = {
  'GET /groups': (network) => ({ groups: network.store.groups.all().map((group) => shownGroup(network, group)) }),
  'POST /groups': (network, { body }) => {
    const { subject, participants, by, announcement } = parseRequest(groupRequest, body);
    const [first, ...others] = participants.map((phone) => accountOf(network, phone));
    const founder = by === undefined ? first : accountOf(network, by);
    if (!founder) throw new Refused(400, 'The field participants is not valid: somebody must be in the group.');
    const members = first && by !== undefined ? [first, ...others] : others;
    return shownGroup(network, network.groups.create(founder, subject, members, announcement));
  },
  'POST /groups/:id': (network, { body }, [id]) => {
    const { by, subject, description } = parseRequest(groupSettings, body);
    const actor = actorOf(network, groupOf(network, id), by);
    if (subject !== undefined) network.groups.describe(groupOf(network, id), actor, { subject });
    if (description !== undefined) network.groups.describe(groupOf(network, id), actor, { description });
    return shownGroup(network, groupOf(network, id));
  },
  'POST /groups/:id/add': changing('add'),
  'POST /groups/:id/remove': changing('remove'),
  'POST /groups/:id/join': changing('join'),
  'POST /groups/:id/leave': changing('leave'),
  'POST /groups/:id/promote': changing('promote'),
  'POST /groups/:id/demote': changing('demote'),
};
