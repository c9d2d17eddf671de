import { randomBytes } from 'node:crypto';
import { FLEET_KEY_BYTES } from '../config-environment.ts';
import type { Command } from './command.ts';

export const keyCommand: Command = {
  name: 'key',
  summary: 'make a key for WAQTOR_FLEET_KEY',
  usage: `Usage: waqtor-host key

Prints 32 random bytes in base64. Keep the key apart from the snapshots: together they are the account.
`,
  options: {},
  positionals: { least: 0, most: 0 },
  run: ({ say }) => {
    say(randomBytes(FLEET_KEY_BYTES).toString('base64'));
    return Promise.resolve(0);
  },
};
