import { WaqtorError, idSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findTemplate } from '@waqtor/db/queries/templates';
import type { TemplateRecord } from '@waqtor/db/queries/templates';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';

export const templateParams = parameters(z.object({ id: z.string().max(100) }));

/** The template, if it is one of the principal's workspace; anything else is as unknown as a wrong one. */
export const templateOfRequest = async (c: ApiContext, id: string): Promise<TemplateRecord> => {
  const template = idSchema('tpl').safeParse(id).success
    ? await findTemplate(openDatabase(c.env.DB), c.get('principal').workspaceId, id)
    : null;
  if (!template) throw new WaqtorError('not_found');
  return template;
};
