import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import { ConfigError } from '../config.ts';
import { onDiskSoon } from '../store/on-disk-soon.ts';
import { Store, hasStore } from '../store/store.ts';
import { silentLog } from '../telemetry/log.ts';
import { type Command, dataDirOf } from './command.ts';
import { askStatus } from './host-socket.ts';

const LOOK_EVERY_MS = 1_000;

const USAGE = `Usage: waqtor-host drain [--off] [--wait] [--data DIR]

  --off    let it take sessions again
  --wait   show how many sessions are left, until none is

The host asks the fleet to give its sessions to others, one by one; it ends none by itself. It keeps draining over a
restart until --off. Sessions that no other host can serve end too; their logins stay here and wait.
`;

const run: Command['run'] = async ({ env, options, say }) => {
  const dataDir = dataDirOf(env);
  const isDraining = !options.off;
  let status = await askStatus(dataDir, 'POST', isDraining ? '/drain' : '/drain?off');
  if (!status) {
    if (!hasStore(dataDir)) throw new ConfigError('No host was ever started on this data folder.');
    const store = new Store(dataDir, systemClock, silentLog);
    await onDiskSoon(systemClock, store.setDraining(isDraining)).finally(() => store.close());
    say(
      isDraining ? 'No host is running; it will drain when it starts.' : 'No host is running; it will take sessions.',
    );
    return 0;
  }
  say(isDraining ? 'The host drains.' : 'The host takes sessions again.');
  if (!status.isConnected) say('It is not connected; the edge hears of it when it is.');
  if (!options.wait || !isDraining) return 0;
  let told = -1;
  while (status && status.sessions.length > 0) {
    if (status.sessions.length !== told) say(`Sessions left: ${status.sessions.length}`);
    told = status.sessions.length;
    await pause(LOOK_EVERY_MS);
    status = await askStatus(dataDir);
    if (status && !status.isDraining) throw new ConfigError('Somebody ended the draining; the host works again.');
  }
  say(status ? 'The host is empty.' : 'The host has ended.');
  return 0;
};

export const drainCommand: Command = {
  name: 'drain',
  summary: 'empty this host for maintenance, or let it work again',
  usage: USAGE,
  options: { off: { type: 'boolean' }, wait: { type: 'boolean' } },
  positionals: { least: 0, most: 0 },
  run,
};
