import { defaultChoice } from '@waqtor/contracts';
import type { NotificationChoice, NotificationParams, NotificationType, UiLanguage } from '@waqtor/contracts';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import {
  members,
  notificationFacts,
  notificationMails,
  notificationPreferences,
  notifications,
  users,
} from '../schema/index.ts';
import type { Database } from './database.ts';

/** Repetitions of one thing within this time of each other, while unread, are one notification. */
export const GROUP_WINDOW_MS = 60 * 60_000;
/** A person is six statements; more of them make another batch. */
const PEOPLE_PER_BATCH = 20;

export type NotificationRow = typeof notifications.$inferSelect;

/** Owners and admins, everybody, or one member; somebody who is no member hears of nothing. */
export type Audience = 'admins' | 'workspace' | { userId: string };

export interface Notice {
  workspaceId: string;
  audience: Audience;
  /** Id of the row of one person, computed from the fact: it counts once, however often it is told. */
  idOf: (userId: string) => string;
  type: NotificationType;
  code: string;
  /** Ids, constants, counts, and names that operators gave; nothing of a customer. */
  params: NotificationParams;
  /** Path in the dashboard, without language. */
  link: string | null;
  icon?: string | null;
  /** What it is about: repetitions become one row. Left out: every fact is a row of its own. */
  groupKey?: string | null;
  at: Date;
}

/** Somebody who was told; `row` is null when they were told before, or want no row. */
export interface ToldPerson {
  userId: string;
  language: UiLanguage;
  row: NotificationRow | null;
  unread: number;
  /** An e-mail waits to be made. */
  hasMail: boolean;
}

interface Person {
  userId: string;
  language: UiLanguage;
  choice: NotificationChoice;
}

const inAudience = (audience: Audience): SQL | undefined => {
  if (audience === 'workspace') return undefined;
  if (audience === 'admins') return inArray(members.role, ['owner', 'admin']);
  return eq(members.userId, audience.userId);
};

const peopleOf = async (db: Database, { workspaceId, audience, code }: Notice): Promise<Person[]> => {
  const { inApp, desktop, sound, email, userId } = notificationPreferences;
  const rows = await db
    .select({ userId: members.userId, language: users.language, chosen: { inApp, desktop, sound, email, userId } })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .leftJoin(
      notificationPreferences,
      and(
        eq(notificationPreferences.userId, members.userId),
        eq(notificationPreferences.workspaceId, members.workspaceId),
        eq(notificationPreferences.code, code),
      ),
    )
    .where(and(eq(members.workspaceId, workspaceId), inAudience(audience)));
  return rows.map(({ chosen, ...person }) => ({ ...person, choice: chosen ?? defaultChoice(code) }));
};

/** For what `userId` has unread in a workspace: the words that the partial index knows. */
export const unreadOf = (userId: string, workspaceId: string): SQL =>
  sql`${notifications.userId} = ${userId} AND ${notifications.workspaceId} = ${workspaceId} AND read = 0`;

export const countUnreadQuery = (db: Database, userId: string, workspaceId: string) =>
  db
    .select({ unread: sql<number>`COUNT(*)` })
    .from(notifications)
    .where(unreadOf(userId, workspaceId));

/** One more time of what stands there unread already. */
const again = (db: Database, notice: Notice, userId: string, isNews: SQL) => {
  const at = notice.at.getTime();
  return db
    .update(notifications)
    .set({
      count: sql`${notifications.count} + 1`,
      updatedAt: sql`MAX(${notifications.updatedAt}, ${at})`,
      type: notice.type,
      params: notice.params,
      link: notice.link,
    })
    .where(
      sql`${notifications.id} = (SELECT id FROM notifications WHERE ${unreadOf(userId, notice.workspaceId)}
        AND updated_at >= ${at - GROUP_WINDOW_MS} AND code = ${notice.code} AND group_key = ${notice.groupKey ?? null}
        ORDER BY updated_at DESC LIMIT 1) AND ${isNews}`,
    )
    .returning();
};

/** In the order of the schema. */
const first = (db: Database, notice: Notice, { userId, id }: { userId: string; id: string }, condition: SQL) => {
  const { workspaceId, type, code, params, icon = null, link, groupKey = null } = notice;
  const at = notice.at.getTime();
  return db
    .insert(notifications)
    .select(
      sql`SELECT ${id}, ${workspaceId}, ${userId}, ${type}, ${code}, ${JSON.stringify(params)}, ${icon}, ${link},
        0, NULL, 1, ${groupKey}, ${at}, ${at} WHERE ${condition}`,
    )
    .onConflictDoNothing()
    .returning();
};

const mail = (db: Database, notice: Notice, { userId, id }: { userId: string; id: string }, condition: SQL) => {
  const { workspaceId, code, params, link } = notice;
  return db
    .insert(notificationMails)
    .select(
      sql`SELECT ${id}, ${workspaceId}, ${userId}, ${code}, ${JSON.stringify(params)}, ${link},
        ${notice.at.getTime()} WHERE ${condition}`,
    )
    .onConflictDoNothing()
    .returning({ id: notificationMails.id });
};

/** Everything that the fact means for one person; the batch does all of it or nothing. */
const tellOne = (db: Database, notice: Notice, { userId, choice }: Person) => {
  const id = notice.idOf(userId);
  const isNews = sql`EXISTS (SELECT 1 FROM notification_facts WHERE id = ${id} AND is_told = 0)`;
  const isGrouped = notice.groupKey !== undefined && notice.groupKey !== null;
  // `changes()` speaks of the statement before: nothing was there to be counted again, or a row was made.
  const isFirst = isGrouped ? sql`changes() = 0 AND ${isNews}` : isNews;
  return {
    before: db.insert(notificationFacts).values({ id, at: notice.at }).onConflictDoNothing(),
    again: choice.inApp && isGrouped ? again(db, notice, userId, isNews) : null,
    first: choice.inApp ? first(db, notice, { userId, id }, isFirst) : null,
    // Of ten repetitions the first alone is worth an e-mail.
    mail: choice.email ? mail(db, notice, { userId, id }, choice.inApp ? sql`changes() > 0` : isNews) : null,
    after: db.update(notificationFacts).set({ isTold: true }).where(eq(notificationFacts.id, id)),
    unread: countUnreadQuery(db, userId, notice.workspaceId),
  };
};

const tellSome = async (db: Database, notice: Notice, people: readonly Person[]): Promise<ToldPerson[]> => {
  const plans = people.map((person) => ({ person, plan: Object.entries(tellOne(db, notice, person)) }));
  const statements = plans.flatMap(({ plan }) => plan.flatMap(([, statement]) => (statement ? [statement] : [])));
  const [one, ...more] = statements;
  if (one === undefined) return [];
  const answers = (await db.batch([one, ...more])) as unknown[];
  return plans.map(({ person: { userId, language }, plan }) => {
    const answer: Record<string, unknown> = {};
    for (const [name, statement] of plan) if (statement) answer[name] = answers.shift();
    const {
      again: grouped,
      first: made,
      mail: mailed,
      unread,
    } = answer as {
      again?: NotificationRow[];
      first?: NotificationRow[];
      mail?: unknown[];
      unread: { unread: number }[];
    };
    const row = grouped?.[0] ?? made?.[0] ?? null;
    return { userId, language, row, unread: unread[0]?.unread ?? 0, hasMail: (mailed?.length ?? 0) > 0 };
  });
};

/**
 * The one writer of notifications (N-1, N-4): a row, or one more count of the row of an hour ago, for everybody of the
 * audience who wants it, and an e-mail for who wants that. A repetition of the fact changes nothing and answers the
 * present numbers. Up to 20 people are told together or not at all.
 */
export const tellPeople = async (db: Database, notice: Notice): Promise<ToldPerson[]> => {
  const people = (await peopleOf(db, notice)).filter(({ choice }) => choice.inApp || choice.email);
  const told: ToldPerson[] = [];
  for (let from = 0; from < people.length; from += PEOPLE_PER_BATCH) {
    told.push(...(await tellSome(db, notice, people.slice(from, from + PEOPLE_PER_BATCH))));
  }
  return told;
};
