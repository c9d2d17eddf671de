import { entry } from './entry.ts';

/** Sessions, messages, webhooks. */
export const MESSAGING_ERRORS = {
  invalid_chat_id: entry(
    422,
    'The chat id is not valid.',
    'معرّف المحادثة غير صالح.',
    'Use an id such as 966500000000@c.us, or a phone number with its country code.',
    'استخدم معرّفًا مثل 966500000000@c.us أو رقمًا مع رمز الدولة.',
  ),
  session_not_linked: entry(
    409,
    'The session is not linked to a phone.',
    'الجلسة غير مرتبطة بهاتف.',
    'Open Home, scan the code with the phone, and send again.',
    'افتح الرئيسية وامسح الرمز بالهاتف ثم أعد الإرسال.',
  ),
  media_not_accepted: entry(
    422,
    'This file cannot be sent.',
    'لا يمكن إرسال هذا الملف.',
    'Send an image, audio, video or document that matches its type.',
    'أرسل صورة أو صوتًا أو فيديو أو مستندًا مطابقًا لنوعه.',
  ),
  url_not_allowed: entry(
    422,
    'This address is not allowed.',
    'هذا العنوان غير مسموح.',
    'Use an https address that is reachable from the internet.',
    'استخدم عنوان https يمكن الوصول إليه من الإنترنت.',
  ),
  too_many_endpoints: entry(
    409,
    'The workspace has as many webhooks as allowed.',
    'بلغت المساحة الحد الأقصى من الويب هوك.',
    'Delete one that is no longer used.',
    'احذف واحدًا لم يعد مستعملًا.',
  ),
  number_not_on_whatsapp: entry(
    422,
    'The number is not on WhatsApp.',
    'الرقم غير مسجّل في واتساب.',
    'Check the number with its country code.',
    'تحقق من الرقم ورمز الدولة.',
  ),
  engine_refused: entry(
    422,
    'WhatsApp refused the message.',
    'رفض واتساب الرسالة.',
    'See code and reason; correct the message and send it again.',
    'راجع السبب وصحّح الرسالة ثم أعد إرسالها.',
  ),
  outcome_unknown: entry(
    504,
    'WhatsApp did not say whether the message left.',
    'لم يؤكد واتساب خروج الرسالة.',
    'Do not send it again: the state is checked and will be told by an event.',
    'لا تُعد الإرسال: تُفحص الحالة ويصلك حدث بها.',
  ),
  message_expired: entry(
    422,
    'The message waited too long and was not sent.',
    'انتظرت الرسالة طويلًا ولم تُرسل.',
    'Send it again when the session is ready.',
    'أعد إرسالها حين تصبح الجلسة جاهزة.',
  ),
  unsupported: entry(
    422,
    'This session cannot do that.',
    'هذه الجلسة لا تدعم ذلك.',
    'See capabilities of the session.',
    'راجع قدرات الجلسة.',
  ),
};
