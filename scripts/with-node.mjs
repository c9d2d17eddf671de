#!/usr/bin/env node
// Runs a TypeScript script under Node 24: `node scripts/with-node.mjs scripts/check.ts [args]`.
import { installWhenNeeded } from './bootstrap/install.mjs';
import { runUnderNode24 } from './bootstrap/run.mjs';

const [script, ...args] = process.argv.slice(2);
if (!script) {
  console.error('Usage: node scripts/with-node.mjs <script.ts> [args]');
  process.exit(2);
}
installWhenNeeded((line) => console.error(`· ${line}`));
runUnderNode24(script, args);
