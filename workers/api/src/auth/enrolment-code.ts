import { createHash } from 'node:crypto';
import { randomBase62 } from '@waqtor/core/api-key/base62';

const CODE_CHARS = 32;

/** A one-time code of 190 random bits; the database keeps its hash. */
export const newEnrolmentCode = (): string => `wqe_${randomBase62(CODE_CHARS)}`;

export const hashEnrolmentCode = (code: string): string => createHash('sha256').update(code).digest('hex');
