/** `npm run generate`: writes what is derived from the contracts; with --check it only tells what is not current. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './local/build.ts';
import { compatPage } from './generate/compat-page.ts';
import { errorsPage } from './generate/errors-page.ts';
import { eventsPage } from './generate/events-page.ts';
import { asyncapiDocument, openapiDocument } from './generate/api-documents.ts';
import { limitsPage } from './generate/limits-page.ts';
import { eventSchemas } from './generate/event-schemas.ts';

const OUTPUTS: Record<string, () => string | Promise<string>> = {
  'docs/reference/events.md': eventsPage,
  'docs/reference/events.schema.json': eventSchemas,
  'docs/reference/compat.md': compatPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/limits.md': limitsPage,
  'docs/reference/openapi.json': openapiDocument,
  'docs/reference/asyncapi.json': asyncapiDocument,
};

const isCheck = process.argv.includes('--check');
let stale = 0;
for (const [file, make] of Object.entries(OUTPUTS)) {
  const target = path.join(ROOT, file);
  const text = await make();
  if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
  stale += 1;
  if (isCheck) console.log(`${file} is not current: run npm run generate`);
  else {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    console.log(`wrote ${file}`);
  }
}
process.exitCode = isCheck && stale > 0 ? 1 : 0;
