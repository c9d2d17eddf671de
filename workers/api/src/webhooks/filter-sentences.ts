import type { FilterContradiction } from '@waqtor/core/webhook/filter-contradiction';

/** Why a subscription can never get anything, in words that go on after the name of the field. */
export const FILTER_SENTENCES: Readonly<Record<FilterContradiction['why'], { en: string; ar: string }>> = {
  never_delivered: { en: 'are never delivered to webhooks', ar: 'لا تُسلَّم للويب هوك أبدًا' },
  no_chat: { en: 'are named, but none of the events is of a chat', ar: 'محددة، لكن لا حدث منها يخص محادثة' },
  unknown_path: { en: 'is no field of any of the events', ar: 'ليس حقلًا في أي من الأحداث' },
  list_expected: { en: 'must be a list with this operator', ar: 'يجب أن يكون قائمة مع هذا المعامل' },
  boolean_expected: { en: 'must be true or false with this operator', ar: 'يجب أن يكون true أو false مع هذا المعامل' },
  text_expected: { en: 'must be text with this operator', ar: 'يجب أن يكون نصًا مع هذا المعامل' },
  number_or_time_expected: {
    en: 'must be a number or a time with this operator',
    ar: 'يجب أن يكون رقمًا أو وقتًا مع هذا المعامل',
  },
  one_value_expected: { en: 'must be one value with this operator', ar: 'يجب أن يكون قيمة واحدة مع هذا المعامل' },
  other_type: { en: 'is of another type than the field', ar: 'من نوع غير نوع الحقل' },
  not_one_of: { en: 'is not one of the values that the field can have', ar: 'ليس من القيم الممكنة للحقل' },
  contradiction: { en: 'cannot hold together with the conditions before it', ar: 'لا يجتمع مع الشروط التي قبله' },
};
