/** `npm run bench -- [name …]`: measures and prints JSON. Numbers in the docs stand beside the command that made them. */
import { cpus, loadavg } from 'node:os';
import { buildStale } from '../scripts/local/build.ts';
import * as api from './api.ts';
import * as eventsIn from './events-in.ts';
import * as send from './send.ts';

const BENCHES: Record<string, { run: () => Promise<Record<string, unknown>> }> = {
  send,
  'events-in': eventsIn,
  api,
};

const names = process.argv.slice(2).filter((name) => name !== '--');
if (names.includes('--help')) {
  console.log(`npm run bench -- [${Object.keys(BENCHES).join(' | ')}]   all when none is named`);
  process.exit(0);
}
const unknown = names.find((name) => !(name in BENCHES));
if (unknown) {
  console.error(`There is no bench named ${unknown}: choose of ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
await buildStale((name) => console.error(`· Building ${name}`));
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const machine = { node: process.version, cores: cpus().length, loadBefore: loadavg()[0] };
  const result = await BENCHES[name]!.run();
  console.log(JSON.stringify({ bench: name, at: new Date().toISOString(), machine, ...result }, null, 2));
}
