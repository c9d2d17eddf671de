import type { NotificationChoice, NotificationCode, NotificationType } from './notification.ts';

/** `{name}` stands for a param, `{name|words}` for a param or, where it is not there, the words. */
export interface NotificationWords {
  title: string;
  body: string;
}

interface NotificationDefinition {
  type: NotificationType;
  /** What a person gets who never chose. Desktop and sound need a switch in each browser besides. */
  defaults: NotificationChoice;
  en: NotificationWords;
  ar: NotificationWords;
}

const QUIET: NotificationChoice = { inApp: true, desktop: false, sound: false, email: false };
const SHOWN: NotificationChoice = { inApp: true, desktop: true, sound: false, email: false };
const LOUD: NotificationChoice = { inApp: true, desktop: true, sound: true, email: false };
const URGENT: NotificationChoice = { inApp: true, desktop: true, sound: true, email: true };

/**
 * N-4: how each code looks and reads. Params are ids, constants, counts, and names that operators gave; a sentence
 * names a thing by its name, never by its id.
 */
export const NOTIFICATION_WORDS: Readonly<Record<NotificationCode, NotificationDefinition>> = {
  session_lost: {
    type: 'error',
    defaults: URGENT,
    en: {
      title: 'Session lost: {sessionName|one of your sessions}',
      body: 'It has lost its connection to WhatsApp. New messages wait until it is back.',
    },
    ar: {
      title: 'انقطعت الجلسة: {sessionName|إحدى جلساتك}',
      body: 'فقدت اتصالها بواتساب، وتنتظر الرسائل الجديدة حتى تعود.',
    },
  },
  session_needs_you: {
    type: 'warning',
    defaults: LOUD,
    en: {
      title: 'A session needs you: {sessionName|one of your sessions}',
      body: 'It cannot go on by itself. Open the sessions to see what to do.',
    },
    ar: {
      title: 'جلسة تحتاج إليك: {sessionName|إحدى جلساتك}',
      body: 'لا تستطيع المتابعة وحدها. افتح الجلسات لترى المطلوب.',
    },
  },
  session_data_loss: {
    type: 'warning',
    defaults: SHOWN,
    en: {
      title: 'The host lost its store: {sessionName|one of your sessions}',
      body: 'Messages may have been on their way. Their state is checked and shown.',
    },
    ar: {
      title: 'فقد المضيف مخزنه: {sessionName|إحدى جلساتك}',
      body: 'ربما كانت رسائل في الطريق. تُفحص حالتها وتُعرض.',
    },
  },
  session_restricted: {
    type: 'warning',
    defaults: SHOWN,
    en: {
      title: 'WhatsApp restricts a number: {sessionName|one of your sessions}',
      body: 'It cannot write to new contacts for now. Send less, and only to people who expect it.',
    },
    ar: {
      title: 'واتساب يقيّد رقمًا: {sessionName|إحدى جلساتك}',
      body: 'لا يستطيع مراسلة جهات جديدة الآن. أرسل أقل، ولمن ينتظر رسالتك فقط.',
    },
  },
  webhook_disabled: {
    type: 'error',
    defaults: URGENT,
    en: {
      title: 'Webhook disabled: {description|an endpoint}',
      body: 'It said that it is gone, or failed for too long. Repair the receiver, then enable it and recover what was missed.',
    },
    ar: {
      title: 'عُطّل ويب هوك: {description|إحدى النقاط}',
      body: 'أجاب بأنه زال أو تعثّر طويلًا. أصلح المستقبِل ثم فعّله واستعد ما فات.',
    },
  },
  webhook_failing: {
    type: 'warning',
    defaults: SHOWN,
    en: {
      title: 'Webhook failing: {description|an endpoint}',
      body: 'Its deliveries fail and are tried again. If that goes on, it is disabled.',
    },
    ar: {
      title: 'ويب هوك يتعثر: {description|إحدى النقاط}',
      body: 'تفشل توصيلاته ويعاد إرسالها. إن استمر ذلك فسيُعطّل.',
    },
  },
  campaign_completed: {
    type: 'success',
    defaults: SHOWN,
    en: { title: 'Campaign finished: {campaignName|a campaign}', body: 'Every recipient has a final state.' },
    ar: { title: 'اكتملت الحملة: {campaignName|حملة}', body: 'لكل مستلم حالة نهائية.' },
  },
  campaign_stopped: {
    type: 'warning',
    defaults: LOUD,
    en: {
      title: 'Campaign stopped: {campaignName|a campaign}',
      body: 'It stopped itself. Open it to see why, and how to go on.',
    },
    ar: { title: 'توقفت الحملة: {campaignName|حملة}', body: 'توقفت من نفسها. افتحها لترى السبب وكيف تكمل.' },
  },
  suggestion_ready: {
    type: 'info',
    defaults: QUIET,
    en: {
      title: 'SmartBot has suggestions',
      body: 'Questions came in that no rule answers. Approve an answer or edit it.',
    },
    ar: { title: 'لدى الرد الذكي اقتراحات', body: 'وردت أسئلة لا تجيبها قاعدة. اعتمد إجابة أو عدّلها.' },
  },
  export_ready: {
    type: 'success',
    defaults: SHOWN,
    en: { title: 'Your export is ready', body: 'Download it before it expires.' },
    ar: { title: 'ملف التصدير جاهز', body: 'نزّله قبل أن تنتهي صلاحيته.' },
  },
  new_device: {
    type: 'warning',
    defaults: { ...SHOWN, email: true },
    en: {
      title: 'New sign-in: {device|an unknown browser}',
      body: 'Your account was opened in a browser that it was not used with before. Was it not you? Change your password and end that login.',
    },
    ar: {
      title: 'دخول جديد: {device|متصفح غير معروف}',
      body: 'فُتح حسابك في متصفح لم يُستخدم معه من قبل. لم تكن أنت؟ غيّر كلمة مرورك وأنهِ ذلك الدخول.',
    },
  },
  quota_near: {
    type: 'warning',
    defaults: SHOWN,
    en: {
      title: '{percent} % of today’s requests are used',
      body: 'The workspace may make {limit} requests a day. When they are used up, API keys are refused until midnight UTC.',
    },
    ar: {
      title: 'استُهلك {percent}٪ من طلبات اليوم',
      body: 'لمساحة العمل {limit} طلب في اليوم. حين تنفد تُرفض مفاتيح API حتى منتصف الليل بتوقيت UTC.',
    },
  },
  monitor_alert: {
    type: 'warning',
    defaults: SHOWN,
    en: {
      title: 'At its limit: {metric|a figure of the monitor}',
      body: 'It is at {value|–}; the limit is {limit|–}. The monitor says what to do.',
    },
    ar: {
      title: 'بلغ الحد: {metric|أحد أرقام المراقبة}',
      body: 'القيمة {value|–} والحد {limit|–}. صفحة المراقبة تقول ما العمل.',
    },
  },
  chat_assigned: {
    type: 'info',
    defaults: LOUD,
    en: {
      title: 'A chat was assigned to you',
      body: 'By {assignedByName|somebody of your team}, in {sessionName|one of your sessions}.',
    },
    ar: {
      title: 'أُسندت إليك محادثة',
      body: 'أسندها {assignedByName|أحد أفراد فريقك} في {sessionName|إحدى جلساتك}.',
    },
  },
  custom: {
    type: 'info',
    defaults: QUIET,
    en: { title: '{title|Notification}', body: '{text|}' },
    ar: { title: '{title|إشعار}', body: '{text|}' },
  },
};

/** A code of a newer version is shown, and nothing more. */
const OF_UNKNOWN: NotificationChoice = QUIET;

/** What a person gets of a code who never chose. */
export const defaultChoice = (code: string): NotificationChoice =>
  Object.hasOwn(NOTIFICATION_WORDS, code) ? NOTIFICATION_WORDS[code as NotificationCode].defaults : OF_UNKNOWN;

/** A code that this version has no words for: a newer one wrote it. */
export const UNKNOWN_NOTIFICATION: Readonly<Record<'en' | 'ar', NotificationWords>> = {
  en: { title: 'Something happened in your workspace', body: 'Reload the page to read what.' },
  ar: { title: 'حدث شيء في مساحة عملك', body: 'أعد تحميل الصفحة لقراءة ما هو.' },
};

/** Constants among the params that are read as words. */
export const NOTIFICATION_TERMS: Readonly<Record<string, Readonly<Record<string, { en: string; ar: string }>>>> = {
  metric: {
    connections: { en: 'open connections', ar: 'الاتصالات المفتوحة' },
    averageBufferedBytes: { en: 'unacknowledged bytes per connection', ar: 'البايتات غير المؤكدة لكل اتصال' },
    errors: { en: 'errors in 5 minutes', ar: 'الأخطاء في 5 دقائق' },
    refusals: { en: 'refusals in 5 minutes', ar: 'حالات الرفض في 5 دقائق' },
  },
};
