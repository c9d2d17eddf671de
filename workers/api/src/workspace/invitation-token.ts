import { createHash } from 'node:crypto';
import { randomBase62 } from '@waqtor/core/api-key/base62';

/** 190 random bits, so that a fast hash is right. */
const TOKEN_CHARS = 32;

export const newInvitationToken = (): string => randomBase62(TOKEN_CHARS);

/** What the table keeps: a copy of it opens no door. */
export const hashInvitationToken = (token: string): string => createHash('sha256').update(token).digest('hex');
