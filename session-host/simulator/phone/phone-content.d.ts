/** Numbers of the lines of a menu, as digits; none when the text is no menu. */
export function menuOf(body: string): string[];
