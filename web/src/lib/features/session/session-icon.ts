import CalendarCheck from '@lucide/svelte/icons/calendar-check';
import Gift from '@lucide/svelte/icons/gift';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import Headset from '@lucide/svelte/icons/headset';
import MapPin from '@lucide/svelte/icons/map-pin';
import Smartphone from '@lucide/svelte/icons/smartphone';
import Store from '@lucide/svelte/icons/store';
import Truck from '@lucide/svelte/icons/truck';
import Wallet from '@lucide/svelte/icons/wallet';
import { iconNameOf, type SessionIconName } from './session-icon-name.ts';

const ICONS: Record<SessionIconName, typeof Smartphone> = {
  booking: CalendarCheck,
  offers: Gift,
  school: GraduationCap,
  care: Headset,
  branch: MapPin,
  phone: Smartphone,
  sales: Store,
  delivery: Truck,
  money: Wallet,
};

/** A picture for what the name says the number is for. */
export const sessionIcon = (name: string): typeof Smartphone => ICONS[iconNameOf(name)];
