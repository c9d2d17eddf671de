import * as z from 'zod';

const typed = z.looseObject({ type: z.string() });

/** The frame as an object with `type`, or null for anything else. Known types are checked by their own schema later. */
export const readFrame = (text: string): { type: string } | null => {
  try {
    return typed.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not JSON: not a frame.
    return null;
  }
};
