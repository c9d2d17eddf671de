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
  login_invalid: {
    en: 'WhatsApp does not accept this login any more. Log out and link the number again.',
    ar: 'لم يعد واتساب يقبل هذا الدخول. سجّل الخروج واربط الرقم من جديد.',
  },
  confirm_on_phone: {
    en: 'WhatsApp waits for a confirmation on the phone. Open WhatsApp on it and answer the question.',
    ar: 'ينتظر واتساب تأكيدًا على الهاتف. افتح واتساب عليه وأجب عن السؤال.',
  },
  restricted: {
    en: 'WhatsApp limits this account for a while. Sending waits until the limit ends.',
    ar: 'قيّد واتساب هذا الحساب لمدة. ينتظر الإرسال حتى ينتهي القيد.',
  },
  deaf: {
    en: 'The session is linked, but nothing comes in. It is being repaired.',
    ar: 'الجلسة مرتبطة لكن لا يصلها شيء. يجري إصلاحها.',
  },
  browser_failed: {
    en: 'The browser of the host does not start. Run waqtor-host doctor on it; it says what is missing.',
    ar: 'لا يعمل متصفح المضيف. شغّل waqtor-host doctor عليه ليخبرك بما ينقص.',
  },
  disk_full: {
    en: 'The disk of the host is full. Free some space; the session goes on by itself.',
    ar: 'قرص المضيف ممتلئ. أفرغ بعض المساحة وتستمر الجلسة من تلقاء نفسها.',
  },
  profile_unusable: {
    en: 'The login folder belongs to another user of the host. Give it to the user that runs the host, then start the session.',
    ar: 'مجلد الدخول يخص مستخدمًا آخر على المضيف. انقل ملكيته إلى مستخدم المضيف ثم شغّل الجلسة.',
  },
  page_changed: {
    en: 'WhatsApp Web changed and this version cannot drive it. Update the host.',
    ar: 'تغيّر واتساب ويب ولا يستطيع هذا الإصدار تشغيله. حدّث المضيف.',
  },
  no_host: {
    en: 'No session host is connected. Start one, or add one on the Hosts page.',
    ar: 'لا يوجد مضيف جلسات متصل. شغّل واحدًا أو أضفه من صفحة المضيفين.',
  },
  no_capacity: {
    en: 'Every session host is full. Add a host, or stop a session that is not needed.',
    ar: 'كل مضيفي الجلسات ممتلئون. أضف مضيفًا أو أوقف جلسة لا حاجة إليها.',
  },
  host_draining: {
    en: 'The host is being emptied and no other one sees this login. Resume the host, or move the session.',
    ar: 'يجري إخلاء المضيف ولا يرى مضيف آخر هذا الدخول. استأنف المضيف أو انقل الجلسة.',
  },
  moving: {
    en: 'The session moves to another host.',
    ar: 'تنتقل الجلسة إلى مضيف آخر.',
  },
};

export const reasonMessage = (code: SessionReasonCode, language: Language): string => REASONS[code][language];
