/** `npm run bench -- [name [scenario …] …]`: measures and prints JSON. Numbers in the docs stand beside the command that made them. */
import { cpus, loadavg } from 'node:os';
import { buildStale } from '../scripts/local/build.ts';
import * as api from './api.ts';
import * as eventsIn from './events-in.ts';
import * as hub from './hub/index.ts';
import * as notifications from './notifications/index.ts';
import * as send from './send.ts';
import * as sendsUnderKills from './sends-under-kills.ts';
import * as sessions from './sessions/index.ts';
import * as uploads from './uploads.ts';
import * as webhooks from './webhooks/index.ts';

interface Bench {
  run(scenarios: readonly string[]): Promise<Record<string, unknown>>;
  /** Parts that can be asked for by name, after the bench. */
  scenarios?: Record<string, unknown>;
}
const BENCHES: Record<string, Bench> = {
  send,
  'events-in': eventsIn,
  api,
  hub,
  sessions,
  webhooks,
  notifications,
  uploads,
  kills: sendsUnderKills,
};
/** Takes minutes and says nothing of speed: run when it is named. */
const BY_NAME_ALONE = new Set(['kills']);

const names = process.argv.slice(2).filter((name) => name !== '--');
if (names.includes('--help')) {
  console.log(`npm run bench -- [${Object.keys(BENCHES).join(' | ')}]   all when none is named`);
  for (const [name, { scenarios }] of Object.entries(BENCHES))
    if (scenarios) console.log(`npm run bench -- ${name} [${Object.keys(scenarios).join(' | ')}]`);
  process.exit(0);
}

const asked: { name: string; scenarios: string[] }[] = [];
for (const name of names) {
  const current = asked.at(-1);
  if (name in BENCHES) asked.push({ name, scenarios: [] });
  else if (current && name in (BENCHES[current.name]?.scenarios ?? {})) current.scenarios.push(name);
  else {
    console.error(`There is no bench or scenario named ${name}: see npm run bench -- --help.`);
    process.exit(2);
  }
}
await buildStale((name) => console.error(`· Building ${name}`));
for (const { name, scenarios } of asked.length > 0
  ? asked
  : Object.keys(BENCHES)
      .filter((name) => !BY_NAME_ALONE.has(name))
      .map((name) => ({ name, scenarios: [] }))) {
  const machine = { node: process.version, cores: cpus().length, loadBefore: loadavg()[0] };
  const result = await BENCHES[name]!.run(scenarios);
  console.log(JSON.stringify({ bench: name, at: new Date().toISOString(), machine, ...result }, null, 2));
}
