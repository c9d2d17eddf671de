#!/usr/bin/env node
import { main } from './cli/main.ts';

// The one-time code stands among the arguments: nobody else on this machine shall read it there while it is good.
if (process.argv[2] === 'enroll') process.title = 'waqtor-host enroll';

const code = await main(process.argv.slice(2), process.env, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
// What a command left open (a browser's pipe, a socket) must not keep it.
process.exit(code);
