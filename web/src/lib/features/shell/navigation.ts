import House from '@lucide/svelte/icons/house';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import type { Component } from 'svelte';
import * as m from '$lib/paraglide/messages.js';

export interface NavigationItem {
  path: '/dashboard' | '/messages';
  label: () => string;
  icon: Component<{ class?: string }>;
  /** Shows how many chats are unread. */
  hasUnread?: boolean;
}

/** Pages that exist. A page is added here when it is built; its group of the sidebar appears with it. */
export const PAGES: NavigationItem[] = [
  { path: '/dashboard', label: m.nav_home, icon: House },
  { path: '/messages', label: m.nav_messages, icon: MessageCircle, hasUnread: true },
];

export const isCurrent = (path: string, pathname: string): boolean =>
  pathname.replace(/^\/(ar|en)/, '').startsWith(path);
