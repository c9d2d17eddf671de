/**
 * The one error catalogue. `status` is the HTTP status of the problem document; `title` is a constant
 * sentence (never holds user data); `action` says what to do next. `close` is the hub close code, where one applies.
 */
export interface ErrorEntry {
  readonly status: number;
  readonly title: { readonly en: string; readonly ar: string };
  readonly action: { readonly en: string; readonly ar: string };
  readonly close?: number;
}

export const entry = (
  status: number,
  en: string,
  ar: string,
  actionEn: string,
  actionAr: string,
  close?: number,
): ErrorEntry => ({
  status,
  title: { en, ar },
  action: { en: actionEn, ar: actionAr },
  ...(close === undefined ? {} : { close }),
});
