import * as z from 'zod';

/** A list answers `{data, nextCursor|null, hasMore}`. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable(), hasMore: z.boolean() });

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
  hasMore: boolean;
}

export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(512).optional(),
});
