import { getContext, setContext } from 'svelte';

const KEY = Symbol('menu');

/** What an entry needs of the menu it stands in. */
export interface MenuContext {
  /** Closes it; the focus goes back to the button. */
  close: () => void;
}

export const provideMenu = (menu: MenuContext): MenuContext => setContext(KEY, menu);
export const useMenu = (): MenuContext => getContext(KEY);
