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

const entry = (
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

export const ERRORS = {
  malformed_json: entry(
    400,
    'The body is not valid JSON.',
    'محتوى الطلب ليس JSON صالحًا.',
    'Send a JSON object with Content-Type: application/json.',
    'أرسل كائن JSON مع الترويسة Content-Type: application/json.',
  ),
  invalid_cursor: entry(
    400,
    'The cursor is not one of ours.',
    'مؤشر الصفحة غير صالح.',
    'Pass nextCursor from the previous page unchanged, or leave it out.',
    'مرّر nextCursor من الصفحة السابقة كما هو، أو احذفه.',
  ),
  validation_failed: entry(
    422,
    'Some fields are not valid.',
    'بعض الحقول غير صالحة.',
    'Correct the fields listed in errors and send again.',
    'صحّح الحقول المذكورة في errors ثم أعد الإرسال.',
  ),
  invalid_chat_id: entry(
    422,
    'The chat id is not valid.',
    'معرّف المحادثة غير صالح.',
    'Use an id such as 966500000000@c.us, or a phone number with its country code.',
    'استخدم معرّفًا مثل 966500000000@c.us أو رقمًا مع رمز الدولة.',
  ),
  unauthorized: entry(
    401,
    'You are not signed in.',
    'لم تسجّل الدخول.',
    'Sign in, or send a valid API key in X-API-Key.',
    'سجّل الدخول أو أرسل مفتاح API صالحًا في X-API-Key.',
    4401,
  ),
  invalid_credentials: entry(
    401,
    'E-mail or password is wrong.',
    'البريد أو كلمة المرور غير صحيحة.',
    'Check both and try again.',
    'تحقق منهما ثم حاول مجددًا.',
  ),
  invalid_api_key: entry(
    401,
    'The API key is not valid.',
    'مفتاح API غير صالح.',
    'Create a new key in Settings, API keys.',
    'أنشئ مفتاحًا جديدًا من الإعدادات، مفاتيح API.',
    4401,
  ),
  invalid_ticket: entry(
    401,
    'The ticket is unknown, used or expired.',
    'التذكرة غير معروفة أو مستعملة أو منتهية.',
    'Ask for a new one at POST /api/ws/ticket and connect at once.',
    'اطلب تذكرة جديدة من POST /api/ws/ticket واتصل فورًا.',
    4401,
  ),
  invalid_signature: entry(
    401,
    'The signature does not verify.',
    'التوقيع غير صحيح.',
    'Sign the documented fields with the right key and a correct clock.',
    'وقّع الحقول الموثقة بالمفتاح الصحيح وبساعة مضبوطة.',
    4401,
  ),
  expired_handshake: entry(
    401,
    'The signed time is too far from now.',
    'وقت التوقيع بعيد عن الوقت الحالي.',
    'Set the clock of the machine (within 60 seconds) and connect again.',
    'اضبط ساعة الجهاز (بفارق أقل من 60 ثانية) ثم اتصل مجددًا.',
    4401,
  ),
  forbidden: entry(
    403,
    'Your role or key does not allow this.',
    'دورك أو مفتاحك لا يسمح بهذا.',
    'Ask an owner for the right role or scope.',
    'اطلب الدور أو النطاق المناسب من المالك.',
    4403,
  ),
  invalid_origin: entry(
    403,
    'This origin is not allowed.',
    'هذا المصدر غير مسموح.',
    'Open the dashboard at its own address, or add the origin to the allow-list.',
    'افتح لوحة التحكم من عنوانها، أو أضف المصدر إلى القائمة المسموحة.',
    4403,
  ),
  host_not_enrolled: entry(
    403,
    'This host is not enrolled.',
    'هذا المضيف غير مسجّل.',
    'Enrol it with a new one-time code: waqtor-host enroll <code>.',
    'سجّله برمز جديد يُستعمل مرة واحدة: waqtor-host enroll <code>.',
    4403,
  ),
  invalid_enrolment_code: entry(
    403,
    'The enrolment code is unknown, used or expired.',
    'رمز التسجيل غير معروف أو مستعمل أو منتهٍ.',
    'Create a new code and enrol within 15 minutes.',
    'أنشئ رمزًا جديدًا وسجّل خلال 15 دقيقة.',
  ),
  not_lease_holder: entry(
    403,
    'This host does not hold the lease of the session.',
    'هذا المضيف لا يملك عقد الجلسة.',
    'Wait for an assignment; another host may serve the session now.',
    'انتظر التعيين؛ قد يخدم الجلسةَ مضيفٌ آخر الآن.',
    4403,
  ),
  not_found: entry(
    404,
    'There is nothing here.',
    'لا يوجد شيء هنا.',
    'Check the path and the id.',
    'تحقق من المسار والمعرّف.',
  ),
  method_not_allowed: entry(
    405,
    'This method is not offered here.',
    'هذه الطريقة غير متاحة هنا.',
    'Use one of the methods in the Allow header.',
    'استخدم إحدى الطرق في الترويسة Allow.',
  ),
  conflict: entry(
    409,
    'Something changed meanwhile.',
    'تغيّر شيء في هذه الأثناء.',
    'Read the current state and try again.',
    'اقرأ الحالة الحالية ثم حاول مجددًا.',
  ),
  session_not_linked: entry(
    409,
    'The session is not linked to a phone.',
    'الجلسة غير مرتبطة بهاتف.',
    'Open Home, scan the code with the phone, and send again.',
    'افتح الرئيسية وامسح الرمز بالهاتف ثم أعد الإرسال.',
  ),
  idempotency_key_reused: entry(
    422,
    'The idempotency key was used with another body.',
    'استُعمل مفتاح عدم التكرار مع محتوى آخر.',
    'Use a new key for a new request.',
    'استخدم مفتاحًا جديدًا لكل طلب جديد.',
  ),
  payload_too_large: entry(
    413,
    'The body is larger than the limit.',
    'المحتوى أكبر من الحد المسموح.',
    'Send less in one request; the limit is in limitBytes.',
    'أرسل أقل في الطلب الواحد؛ الحد في limitBytes.',
  ),
  unsupported_media_type: entry(
    415,
    'This content type is not accepted.',
    'نوع المحتوى غير مقبول.',
    'Send application/json.',
    'أرسل application/json.',
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
  rate_limited: entry(
    429,
    'Too many requests.',
    'طلبات كثيرة جدًا.',
    'Wait for the time in Retry-After.',
    'انتظر المدة المذكورة في Retry-After.',
    1008,
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
  unavailable: entry(
    503,
    'The service cannot answer now.',
    'الخدمة لا تستطيع الرد الآن.',
    'Try again after the time in Retry-After; repeat with the same Idempotency-Key.',
    'حاول بعد المدة في Retry-After بمفتاح عدم التكرار نفسه.',
    1013,
  ),
  internal: entry(
    500,
    'Something went wrong on our side.',
    'حدث خطأ لدينا.',
    'Try again; if it stays, send us the request id.',
    'حاول مجددًا؛ وإن تكرر أرسل لنا رقم الطلب.',
    1011,
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (value: string): value is ErrorCode => Object.hasOwn(ERRORS, value);

/** One field that was refused; `pointer` is a JSON Pointer (RFC 6901) into the request. */
export interface FieldError {
  pointer: string;
  code: string;
  message: string;
}

/**
 * The one exception class. Thrown only at edges; inside core a refusal is a value (`Result`).
 * `details` must hold no personal data: it reaches logs and problem documents.
 */
export class WaqtorError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, string | number | boolean | null>;
  readonly errors: FieldError[];

  constructor(
    code: ErrorCode,
    options: {
      cause?: unknown;
      details?: Record<string, string | number | boolean | null>;
      errors?: FieldError[];
    } = {},
  ) {
    super(ERRORS[code].title.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WaqtorError';
    this.code = code;
    this.details = options.details ?? {};
    this.errors = options.errors ?? [];
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** An expected refusal as a value; crosses RPC unchanged, where an exception would lose its class. */
export interface Refusal {
  ok: false;
  code: ErrorCode;
  details?: Record<string, string | number | boolean | null>;
}
export type Result<T> = { ok: true; value: T } | Refusal;

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (code: ErrorCode, details?: Refusal['details']): Refusal => ({
  ok: false,
  code,
  ...(details ? { details } : {}),
});
/** The value, or the refusal as an exception: for the edges (route, CLI). */
export const unwrap = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new WaqtorError(result.code, { details: result.details ?? {} });
};
