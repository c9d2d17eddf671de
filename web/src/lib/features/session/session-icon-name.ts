import { foldText } from '@waqtor/core/text/fold-text';

export type SessionIconName =
  'booking' | 'offers' | 'school' | 'care' | 'branch' | 'phone' | 'sales' | 'delivery' | 'money';

/** Beginnings of words, folded as search folds them, in the order in which they are tried. */
const WORDS: [SessionIconName, string[]][] = [
  ['delivery', ['deliver', 'shipping', 'courier', 'توصيل', 'شحن']],
  ['care', ['care', 'support', 'help', 'service', 'customer', 'خدم', 'دعم', 'عملاء', 'عناي']],
  ['booking', ['book', 'appoint', 'reserv', 'clinic', 'حجز', 'حجوز', 'مواعيد', 'عياد']],
  ['offers', ['offer', 'promo', 'marketing', 'campaign', 'عروض', 'تسويق', 'حمل']],
  ['branch', ['branch', 'فرع']],
  ['school', ['school', 'academy', 'مدرس', 'اكاديمي']],
  ['money', ['account', 'billing', 'finance', 'حساب', 'مالي', 'فواتير']],
  ['sales', ['sale', 'shop', 'store', 'مبيعات', 'متجر', 'محل']],
];

/** What a number is for, guessed from its name; `phone` when the name does not tell. */
export const iconNameOf = (name: string): SessionIconName => {
  const words = foldText(name)
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((word) => [word, word.replace(/^ال/, '')]);
  return (
    WORDS.find(([, starts]) => starts.some((start) => words.some((word) => word.startsWith(start))))?.[0] ?? 'phone'
  );
};
