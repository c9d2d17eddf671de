import type { NotificationType } from '@waqtor/contracts';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Info from '@lucide/svelte/icons/info';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { Component } from 'svelte';
import * as m from '$lib/paraglide/messages.js';

interface TypeLook {
  icon: Component<{ class?: string }>;
  tile: string;
  label: () => string;
}

export const TYPE_LOOKS: Readonly<Record<NotificationType, TypeLook>> = {
  error: { icon: CircleAlert, tile: 'tile-danger', label: m.notifications_type_error },
  warning: { icon: TriangleAlert, tile: 'tile-warning', label: m.notifications_type_warning },
  success: { icon: CircleCheck, tile: 'tile-success', label: m.notifications_type_success },
  info: { icon: Info, tile: 'tile-info', label: m.notifications_type_info },
};
