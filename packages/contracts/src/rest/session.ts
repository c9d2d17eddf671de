import * as z from 'zod';
import { timestampSchema } from '../ids.ts';

export const createSessionRequest = z.strictObject({ name: z.string().trim().min(1).max(100) });
export const pairingCodeRequest = z.strictObject({ phone: z.string().min(6).max(30) });
export const pairingCodeResponse = z.object({ code: z.string(), expiresAt: timestampSchema });
