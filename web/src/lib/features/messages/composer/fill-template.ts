const PLACE = /\{\{\s*([\p{L}\p{N}_.]+)\s*(?:\|([^{}]*))?\}\}/gu;

/** A saved text for one person: `{{name}}` and `{{phone}}`, else what follows `|`; what nobody knows stays to be seen. */
export const fillTemplate = (body: string, known: Readonly<Record<string, string | null>>): string =>
  body.replace(PLACE, (place, name: string, otherwise: string | undefined) => known[name] ?? otherwise ?? place);
