import * as z from 'zod';
import { pageQuerySchema } from '../page.ts';
import { AUDIT_ACTIONS } from './action.ts';
import { AUDIT_OUTCOMES } from './audit-row.ts';

const timeSchema = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T08:00:00Z' });

/** Each narrows; `from` and `to` are included. */
const filterShape = {
  /** Id of a person or a key. */
  actor: z.string().min(1).max(100).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  targetId: z.string().min(1).max(100).optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
};

const isOrdered = (query: { from?: string | undefined; to?: string | undefined }): boolean =>
  query.from === undefined || query.to === undefined || Date.parse(query.from) <= Date.parse(query.to);
const ORDER = { path: ['to'], error: 'must not be before from' };

/** `GET /api/audit`, newest first. */
export const listAuditQuery = pageQuerySchema.extend(filterShape).refine(isOrdered, ORDER);

export const AUDIT_FORMATS = ['csv', 'json'] as const;
/** `GET /api/audit/export`: everything that the filters leave, newest first, in one file. */
export const exportAuditQuery = z.object({ format: z.enum(AUDIT_FORMATS), ...filterShape }).refine(isOrdered, ORDER);
