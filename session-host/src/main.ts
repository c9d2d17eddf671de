#!/usr/bin/env node
import { main } from './cli/main.ts';

const code = await main(process.argv.slice(2), process.env, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// What a command left open (a browser's pipe, a socket) must not keep it.
process.exit(code);
