import { getLocale } from '$lib/paraglide/runtime.js';
import { playTones } from './play-tones.ts';

const KEYS = { desktop: 'waqtor-alert-desktop', sound: 'waqtor-alert-sound' } as const;
type Alert = keyof typeof KEYS;

const readSwitch = (alert: Alert): boolean => {
  try {
    return localStorage.getItem(KEYS[alert]) === 'on';
  } catch {
    // Storage is switched off: the switch lasts as long as the page.
    return false;
  }
};

export type DesktopPermission = NotificationPermission | 'unsupported';
const permission = (): DesktopPermission => ('Notification' in globalThis ? Notification.permission : 'unsupported');

export interface DesktopAlert {
  /** The same one of another tab takes its place. */
  tag: string;
  title: string;
  body: string;
  onopen?: () => void;
}

/** N-3: what this browser may do to be noticed; both are off until somebody presses. */
export class BrowserAlerts {
  isSoundOn = $state(false);
  isDesktopWanted = $state(false);
  permission = $state<DesktopPermission>('default');
  readonly isDesktopOn = $derived(this.isDesktopWanted && this.permission === 'granted');

  /** In the browser alone: the server knows nothing of it. */
  read(): void {
    this.isSoundOn = readSwitch('sound');
    this.isDesktopWanted = readSwitch('desktop');
    this.permission = permission();
  }

  setSound(isOn: boolean): void {
    this.isSoundOn = isOn;
    this.#keep('sound', isOn);
    if (isOn) this.playSound();
  }

  /** Asks the browser where it was not asked before: only a press may lead here. */
  async setDesktop(isOn: boolean): Promise<void> {
    if (isOn && this.permission === 'default') this.permission = await Notification.requestPermission();
    this.isDesktopWanted = isOn && this.permission === 'granted';
    this.#keep('desktop', this.isDesktopWanted);
  }

  playSound(): void {
    playTones();
  }

  showDesktop({ tag, title, body, onopen }: DesktopAlert): void {
    try {
      const rtl = getLocale() === 'ar';
      const shown = new Notification(title, { body, tag, lang: getLocale(), dir: rtl ? 'rtl' : 'ltr' });
      shown.onclick = () => {
        window.focus();
        shown.close();
        onopen?.();
      };
    } catch {
      // Browsers of phones have the word and refuse the deed outside of a service worker.
      this.permission = 'unsupported';
    }
  }

  #keep(alert: Alert, isOn: boolean): void {
    try {
      localStorage.setItem(KEYS[alert], isOn ? 'on' : 'off');
    } catch {
      // Storage is off or full: the switch lasts as long as the page.
    }
  }
}

/** Held for so long by the tab that makes a noise, so that five open tabs make one. */
const HELD_MS = 3_000;

/** Runs `alert` in one of the tabs that hear of the same thing at the same time. */
export const inOneTab = async (name: string, alert: () => void): Promise<void> => {
  if (!('locks' in navigator)) return alert();
  await navigator.locks.request(`waqtor-${name}`, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    alert();
    await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  });
};
