import { entry } from './entry.ts';

/** The hub and the host link. */
export const SOCKET_ERRORS = {
  unsupported_protocol: entry(
    426,
    'This protocol version is not spoken here.',
    'إصدار البروتوكول غير مدعوم.',
    'Update the client or the host.',
    'حدّث العميل أو المضيف.',
    1008,
  ),
  frame_invalid: entry(
    400,
    'The frame is not valid.',
    'الإطار غير صالح.',
    'Send a JSON object with a known type.',
    'أرسل كائن JSON بنوع معروف.',
    1008,
  ),
  frame_unknown_type: entry(
    400,
    'The frame type is not known.',
    'نوع الإطار غير معروف.',
    'See the frame types in the documentation.',
    'راجع أنواع الإطارات في التوثيق.',
  ),
  frame_too_large: entry(
    413,
    'The frame is larger than 10 KB.',
    'الإطار أكبر من 10 كيلوبايت.',
    'Split it; the connection stays open.',
    'قسّمه؛ يبقى الاتصال مفتوحًا.',
    1009,
  ),
  topic_not_allowed: entry(
    403,
    'Your role or key may not follow this topic.',
    'دورك أو مفتاحك لا يسمح بمتابعة هذا الموضوع.',
    'Ask for a topic within your scopes.',
    'اطلب موضوعًا ضمن نطاقاتك.',
  ),
  replaced: entry(
    409,
    'A newer connection took over.',
    'حلّ اتصال أحدث محل هذا.',
    'Nothing to do; the newer one is served.',
    'لا حاجة لفعل شيء؛ الاتصال الأحدث يعمل.',
    4409,
  ),
  going_away: entry(
    503,
    'The service restarts.',
    'الخدمة تُعاد تشغيلها.',
    'Reconnect after a moment; nothing is lost.',
    'أعد الاتصال بعد لحظات؛ لا يضيع شيء.',
    1012,
  ),
};
