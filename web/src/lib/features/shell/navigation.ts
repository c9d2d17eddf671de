import type { NamedScope } from '@waqtor/contracts';
import Activity from '@lucide/svelte/icons/activity';
import Bell from '@lucide/svelte/icons/bell';
import ChartNoAxesColumn from '@lucide/svelte/icons/chart-no-axes-column';
import House from '@lucide/svelte/icons/house';
import ListChecks from '@lucide/svelte/icons/list-checks';
import Megaphone from '@lucide/svelte/icons/megaphone';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Server from '@lucide/svelte/icons/server';
import Settings from '@lucide/svelte/icons/settings';
import Smartphone from '@lucide/svelte/icons/smartphone';
import Webhook from '@lucide/svelte/icons/webhook';
import type { Component } from 'svelte';
import type { CurrentMember } from '$lib/api/member.ts';
import * as m from '$lib/paraglide/messages.js';

export interface NavigationItem {
  path: string;
  label: () => string;
  icon: Component<{ class?: string }>;
  /** Shows how many chats are unread. */
  hasUnread?: boolean;
  /** Carries a dot while a session needs somebody. */
  hasAttention?: boolean;
  /** D-3: tagged as new. */
  isNew?: boolean;
  /** In the bar of a phone, which has room for four and "More"; the others stand there. */
  isTab?: boolean;
  /** Not offered to people who may not open it. */
  scope?: NamedScope;
}

/** Pages that exist. A page is added here when it is built; its group of the sidebar appears with it. */
export const PAGES: NavigationItem[] = [
  { path: '/dashboard', label: m.nav_home, icon: House, isTab: true },
  { path: '/messages', label: m.nav_messages, icon: MessageCircle, hasUnread: true, isTab: true },
  { path: '/campaigns', label: m.access_nav_campaigns, icon: Megaphone, isNew: true, isTab: true },
  { path: '/interactive', label: m.access_nav_interactive, icon: ListChecks, isNew: true },
  { path: '/reports', label: m.access_nav_reports, icon: ChartNoAxesColumn, isNew: true },
];
/** The group "Connect". */
export const CONNECT_PAGES: NavigationItem[] = [
  {
    path: '/sessions',
    label: m.sessions_title,
    icon: Smartphone,
    hasAttention: true,
    isTab: true,
    scope: 'sessions:read',
  },
  { path: '/hosts', label: m.hosts_title, icon: Server, scope: 'hosts:read' },
  { path: '/webhooks', label: m.webhooks_title, icon: Webhook, scope: 'webhooks:read' },
];
/** The group "Manage". */
export const MANAGE_PAGES: NavigationItem[] = [
  { path: '/monitor', label: m.monitor_title, icon: Activity, scope: 'monitor:read' },
  { path: '/audit', label: m.audit_title, icon: ScrollText, scope: 'audit:read' },
  { path: '/settings', label: m.settings_title, icon: Settings, scope: 'workspace:read' },
];
/** Reached from the top bar. */
const BAR_PAGES: NavigationItem[] = [{ path: '/notifications', label: m.notifications_title, icon: Bell }];
const ALL_PAGES = [...PAGES, ...CONNECT_PAGES, ...MANAGE_PAGES];

export const isCurrent = (path: string, pathname: string): boolean =>
  pathname.replace(/^\/(ar|en)/, '').startsWith(path);

export const currentPage = (pathname: string): NavigationItem | undefined =>
  [...ALL_PAGES, ...BAR_PAGES].find(({ path }) => isCurrent(path, pathname));

/** What this person may open. */
export const offeredTo = (items: NavigationItem[], user: Pick<CurrentMember, 'scopes'>): NavigationItem[] =>
  items.filter(({ scope }) => scope === undefined || user.scopes.includes(scope));

/** What the bar of a phone holds. */
export const tabPages = (user: Pick<CurrentMember, 'scopes'>): NavigationItem[] =>
  offeredTo(
    ALL_PAGES.filter(({ isTab }) => isTab),
    user,
  );

/** What stands under "More" on a phone. */
export const menuPages = (user: Pick<CurrentMember, 'scopes'>): NavigationItem[] =>
  offeredTo(
    ALL_PAGES.filter(({ isTab }) => !isTab),
    user,
  );
