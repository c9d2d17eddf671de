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

const withTime = z.object({
  serverTime: z.string().optional(),
  details: z.object({ serverTime: z.string().optional() }).optional(),
});

/** The clock of the edge, ms since 1970: what the problem document says, else the Date header (whole seconds). */
export const serverTimeOf = (body: string, dateHeader: string | undefined): number | null => {
  const parse = (text: string | undefined): number | null => {
    const time = Date.parse(text ?? '');
    return Number.isNaN(time) ? null : time;
  };
  try {
    const { data } = withTime.safeParse(JSON.parse(body));
    return parse(data?.serverTime) ?? parse(data?.details?.serverTime) ?? parse(dateHeader);
  } catch {
    // Not JSON: the header is all there is.
    return parse(dateHeader);
  }
};
