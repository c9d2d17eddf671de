import { randomInt } from 'node:crypto';
import { contactOf } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import type { GroupRow } from './group-rows.ts';
import type { Account, NetworkStore } from './network-store.ts';
import type { GroupNotice, QueuedFrame, WireGroup } from './protocol.ts';
import { Refused } from './refused.ts';

/** WhatsApp's own bound is 1,024; a fact carries 2,000. */
export const MAX_MEMBERS = 1_024;

interface Surroundings {
  store: NetworkStore;
  delivery: Delivery;
  enqueue: (token: string, frame: QueuedFrame) => void;
  newPhoneId: () => string;
}
export type MemberChange = 'add' | 'remove' | 'promote' | 'demote' | 'join' | 'leave';

/** Makes and changes groups; every linked device of those who are in it, or just left, gets WhatsApp's notice. */
export class GroupDesk {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  create(by: Account, subject: string, others: readonly Account[], isAnnouncement: boolean): GroupRow {
    const { store } = this.#around;
    const id = `1203630${randomInt(0, 10 ** 11)
      .toString()
      .padStart(11, '0')}@g.us`;
    const group: GroupRow = { id, subject, description: null, isAnnouncement: isAnnouncement ? 1 : 0 };
    store.transaction(() => {
      store.groups.put(group);
      store.groups.putMember(id, by.phone, true);
      for (const { phone } of others) if (phone !== by.phone) store.groups.putMember(id, phone, false);
      this.#tell(group, 'create', [], by, subject, []);
    });
    return group;
  }

  /** Only those whom it changes are named; where nobody is changed nothing is told. */
  change(group: GroupRow, action: MemberChange, by: Account, whom: readonly Account[]): number {
    const { store } = this.#around;
    return store.transaction(() => {
      const changed = whom.filter(({ phone }) => {
        const member = store.groups.member(group.id, phone);
        if (action === 'add' || action === 'join') return member === null;
        if (action === 'promote' || action === 'demote') return member?.isAdmin === (action === 'promote' ? 0 : 1);
        return member !== null;
      });
      if (changed.length === 0) return 0;
      if (store.groups.members(group.id).length + changed.length > MAX_MEMBERS && action === 'add')
        throw new Refused(409, `A group holds ${MAX_MEMBERS} members at most.`);
      for (const { phone } of changed) {
        if (action === 'remove' || action === 'leave') store.groups.removeMember(group.id, phone);
        else store.groups.putMember(group.id, phone, action === 'promote');
      }
      this.#tell(group, action, changed, by, null, changed);
      return changed.length;
    });
  }

  describe(group: GroupRow, by: Account, news: { subject: string } | { description: string }): void {
    const { store } = this.#around;
    const after = { ...group, ...news };
    store.transaction(() => {
      store.groups.put(after);
      if ('subject' in news) this.#tell(after, 'subject', [], by, news.subject, []);
      else this.#tell(after, 'description', [], by, news.description, []);
    });
  }

  /** As the devices of members see it; null for everybody else. */
  seenBy(viewer: Account, chat: string): WireGroup | null {
    const group = this.#around.store.groups.get(chat);
    if (!group || !this.#around.store.groups.member(chat, viewer.phone)) return null;
    return this.wireGroup(group);
  }

  wireGroup({ id, subject, description, isAnnouncement }: GroupRow): WireGroup {
    const { store, delivery } = this.#around;
    const participants = store.groups.members(id).flatMap(({ phone, isAdmin }) => {
      const account = store.account(phone);
      return account ? [{ ...delivery.personOf(account), isAdmin: isAdmin === 1 }] : [];
    });
    return {
      ...{ id, subject, description, participants },
      isAnnouncement: isAnnouncement === 1,
      isLid: delivery.showsLids,
    };
  }

  /** `also`: who is in the group no more and is told all the same. */
  #tell(
    group: GroupRow,
    action: GroupNotice['action'],
    whom: readonly Account[],
    by: Account,
    text: string | null,
    also: readonly Account[],
  ): void {
    const { store, delivery, enqueue, newPhoneId } = this.#around;
    const notice: GroupNotice = {
      action,
      participants: whom.map(delivery.personOf),
      by: delivery.personOf(by),
      text,
    };
    const id = newPhoneId();
    const atMs = Date.now();
    const phones = [...store.groups.members(group.id).map(({ phone }) => phone), ...also.map(({ phone }) => phone)];
    for (const phone of new Set(phones)) {
      for (const { token } of store.devicesOf(phone)) {
        enqueue(token, {
          t: 'message',
          message: {
            ...{
              id,
              chat: group.id,
              type: 'system',
              body: text ?? '',
              media: null,
              quotedId: null,
              atMs,
              ack: 0,
              notice,
            },
            fromMe: phone === by.phone,
            contact: contactOf(by),
            author: delivery.chatIdOf(by),
            group: { subject: group.subject },
          },
        });
      }
    }
  }
}
