/** What is written onto an Arabic word without a blank: الـ, and و ف ب ك ل in front of it. Three letters stay at least. */
const ARTICLE = /^(?:[وف]?[بك]?ال|[وف]?لل)(?=\p{L}{3})/u;

/**
 * A folded word without its article: والفاتوره, بالفاتوره and للفاتوره are all فاتوره. The same word when it has none.
 * A word that only begins with these letters loses them too: use it beside the word, never in its place.
 */
export const withoutArticle = (word: string): string => word.replace(ARTICLE, '');
