import { telemetryFrame } from '@waqtor/contracts';
import type * as z from 'zod';

/** What a host told last. Null: it never told, or in words of another version. */
export const toldTelemetry = (text: string | null): z.infer<typeof telemetryFrame> | null =>
  text === null ? null : (telemetryFrame.safeParse(JSON.parse(text)).data ?? null);
