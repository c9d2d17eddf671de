#!/usr/bin/env node
// `npm start`: installs when needed, then goes on under Node 24. Plain JavaScript for Node ≥ 18, no dependency.
import { installWhenNeeded } from './bootstrap/install.mjs';
import { runUnderNode24 } from './bootstrap/run.mjs';

const args = process.argv.slice(2);
installWhenNeeded((line) => console.error(`· ${line}`));
runUnderNode24('scripts/local/start.ts', args);
