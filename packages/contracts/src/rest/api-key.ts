import * as z from 'zod';
import { idSchema, timestampSchema } from '../ids.ts';
import { SCOPES } from './scope.ts';

export const MAX_KEY_IPS = 20;
export const MAX_ROTATION_GRACE_SECONDS = 7 * 24 * 60 * 60;
export const DEFAULT_ROTATION_GRACE_SECONDS = 24 * 60 * 60;

const keyNameSchema = z.string().trim().min(1).max(100);
const scopesSchema = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);
/** Addresses or networks (CIDR), IPv4 or IPv6; empty: from anywhere. */
const ipsSchema = z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).max(MAX_KEY_IPS);

/** The text of a key is shown by `create` and `rotate` alone. */
export const apiKeySchema = z.object({
  id: idSchema('key'),
  name: z.string(),
  mode: z.enum(['live', 'test']),
  /** `wq_test_AbCdEf…wxyz`: enough to recognise it, of no other use. */
  hint: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  ips: z.array(z.string()),
  createdBy: z.object({ userId: z.string(), name: z.string() }),
  createdAt: timestampSchema,
  expiresAt: timestampSchema.nullable(),
  lastUsedAt: timestampSchema.nullable(),
  /** Until then the secret before the last rotation works too. */
  previousValidUntil: timestampSchema.nullable(),
  status: z.enum(['active', 'expired', 'revoked']),
});
export type ApiKey = z.infer<typeof apiKeySchema>;
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string() });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;

/** Its example lies far ahead: a reader who tries it is not refused. */
const expirySchema = z.iso.datetime({ offset: true }).meta({ examples: ['2030-12-31T00:00:00Z'] });

export const createApiKeyRequest = z.strictObject({
  name: keyNameSchema,
  scopes: scopesSchema,
  ips: ipsSchema.optional(),
  /** In the future; left out: it never expires. */
  expiresAt: expirySchema.optional(),
});
export const updateApiKeyRequest = z.strictObject({
  name: keyNameSchema.optional(),
  scopes: scopesSchema.optional(),
  ips: ipsSchema.optional(),
  expiresAt: expirySchema.nullable().optional(),
});
export const rotateApiKeyRequest = z.strictObject({
  graceSeconds: z.int().min(0).max(MAX_ROTATION_GRACE_SECONDS).optional(),
});
export const scopeListSchema = z.object({
  data: z.array(z.object({ scope: z.enum(SCOPES), description: z.string(), isGrantable: z.boolean() })),
});
