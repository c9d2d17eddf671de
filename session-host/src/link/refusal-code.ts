import * as z from 'zod';

const withCode = z.object({ code: z.string().max(64) });

/** The error code of a problem document, or null when the body is not one (a proxy answered). */
export const refusalCodeOf = (body: string): string | null => {
  try {
    const parsed = withCode.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.code : null;
  } catch {
    // Not JSON: no code of ours in it.
    return null;
  }
};
