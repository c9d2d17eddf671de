#!/usr/bin/env node
// `npm test`: installs when needed, then goes on under Node 24. Plain JavaScript for Node ≥ 18, no dependency.
import { installWhenNeeded } from './bootstrap/install.mjs';
import { runUnderNode24 } from './bootstrap/run.mjs';

installWhenNeeded((line) => console.error(`· ${line}`));
runUnderNode24('scripts/local/test.ts', process.argv.slice(2));
