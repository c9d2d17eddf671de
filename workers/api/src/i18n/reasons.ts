import type { SessionReasonCode } from '@waqtor/contracts';
import type { Language } from './language.ts';

/** Why a session is where it is, for people (S-1). The room stores the code; the sentence is chosen here. */
const REASONS: Readonly<Record<SessionReasonCode, Readonly<Record<Language, string>>>> = {
  logged_out: {
    en: 'The account was logged out here. Start the session and scan a new code to link it again.',
    ar: 'تم تسجيل خروج الحساب من هنا. شغّل الجلسة وامسح رمزًا جديدًا لربطه مجددًا.',
  },
  unlinked: {
    en: 'The phone removed this linked device. Scan a new code to link it again.',
    ar: 'أزال الهاتف هذا الجهاز المرتبط. امسح رمزًا جديدًا لربطه مجددًا.',
  },
  conflict: {
    en: 'WhatsApp Web was opened with this login somewhere else.',
    ar: 'فُتح واتساب ويب بهذا الدخول في مكان آخر.',
  },
  network: { en: 'The connection to WhatsApp is interrupted.', ar: 'انقطع الاتصال بواتساب.' },
  crash_loop: {
    en: 'The browser failed several times in a row. Restart the session; if it stays, look at the host.',
    ar: 'تعطّل المتصفح عدة مرات متتالية. أعد تشغيل الجلسة، وإن تكرر ذلك فافحص المضيف.',
  },
  qr_expired: {
    en: 'Nobody scanned the code in time. Start the session to get a new one.',
    ar: 'لم يُمسح الرمز في الوقت المحدد. شغّل الجلسة للحصول على رمز جديد.',
  },
  host_lost: {
    en: 'The session host is away. The session goes on when it returns.',
    ar: 'مضيف الجلسة غير متصل. تستمر الجلسة عند عودته.',
  },
  banned: { en: 'WhatsApp banned this account.', ar: 'حظر واتساب هذا الحساب.' },
  passkey_required: {
    en: 'WhatsApp asks for a confirmation on the phone.',
    ar: 'يطلب واتساب تأكيدًا على الهاتف.',
  },
  browser_missing: {
    en: 'The host has no browser. Install Chromium on it and restart the session.',
    ar: 'لا يوجد متصفح على المضيف. ثبّت Chromium عليه ثم أعد تشغيل الجلسة.',
  },
  browser_crashed: { en: 'The browser stopped and is being started again.', ar: 'توقف المتصفح ويجري تشغيله مجددًا.' },
  start_timeout: {
    en: 'WhatsApp Web did not load in time. It is tried again.',
    ar: 'لم يُحمَّل واتساب ويب في الوقت المحدد. تُعاد المحاولة.',
  },
  stopped_by_operator: { en: 'The session was stopped here.', ar: 'أُوقفت الجلسة من هنا.' },
  restarting: { en: 'The session is restarting.', ar: 'يُعاد تشغيل الجلسة.' },
};

export const reasonMessage = (code: SessionReasonCode, language: Language): string => REASONS[code][language];
