import type { Template } from '@waqtor/contracts';
import { request } from './request.ts';

export interface TemplateDraft {
  name: string;
  shortcut: string;
  body: string;
}
const path = (id: string): string => `/api/templates/${encodeURIComponent(id)}`;

export const listTemplates = (signal: AbortSignal): Promise<{ data: Template[] }> =>
  request('/api/templates', { signal });
export const createTemplate = (body: TemplateDraft): Promise<Template> =>
  request('/api/templates', { method: 'POST', body, idempotencyKey: crypto.randomUUID() });
export const updateTemplate = (id: string, body: TemplateDraft): Promise<Template> =>
  request(path(id), { method: 'PATCH', body });
export const deleteTemplate = (id: string): Promise<void> => request(path(id), { method: 'DELETE', isKeptAlive: true });
