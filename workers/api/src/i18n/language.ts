export type Language = 'en' | 'ar';

const weightOf = (parameters: string[]): number => {
  const q = parameters.find((parameter) => parameter.trim().startsWith('q='));
  const weight = q ? Number(q.trim().slice(2)) : 1;
  return Number.isFinite(weight) ? weight : 0;
};

/** The better liked of our languages by `Accept-Language` (RFC 9110 §12.5.4); English when none is named. */
export const languageOf = (acceptLanguage: string | undefined): Language => {
  let best: { language: Language; weight: number } = { language: 'en', weight: 0 };
  for (const range of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.split(';');
    const primary = tag.trim().toLowerCase().split('-')[0];
    if (primary !== 'ar' && primary !== 'en') continue;
    const weight = weightOf(parameters);
    if (weight > best.weight) best = { language: primary, weight };
  }
  return best.language;
};
