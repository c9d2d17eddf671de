const STORAGE_KEY = 'waqtor-theme';
export type Theme = 'light' | 'dark';

/** What `static/theme.js` set before the first paint. */
export const currentTheme = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');

export const setTheme = (theme: Theme): void => {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage is switched off: the choice lasts until the next page.
  }
};
