import type { Template } from '@waqtor/contracts';
import type { TemplateRecord } from '@waqtor/db/queries/templates';
import { etagOf } from '../http/etag.ts';

export const renderTemplate = (record: TemplateRecord): Template => {
  const { id, name, shortcut, body, language, createdAt, updatedAt } = record;
  return {
    id,
    name,
    shortcut,
    body,
    language,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
};

export const templateEtag = ({ id, version }: Pick<TemplateRecord, 'id' | 'version'>): string =>
  etagOf(`${id}/${version}`);
