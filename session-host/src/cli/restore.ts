import { systemClock } from '../clock.ts';
import { prepareDataDir, prepareVolumeDir } from '../config.ts';
import { restoreSnapshot } from '../snapshot/restore-snapshot.ts';
import { Store } from '../store/store.ts';
import { stderrLog } from '../telemetry/log.ts';
import { type Command, dataDirOf, volumeDirOf } from './command.ts';
import { fleetKeyOf } from './snapshot.ts';

const USAGE = `Usage: waqtor-host restore FILE [--data DIR]

Puts the login of a snapshot in the place of what lies there; the host must be stopped. Messages that were on their way
become unknown and are not sent again, and the edge tells session.data_loss. Restoring an old login is unproved on the
real network: WhatsApp may ask to link the number anew.
`;

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'put the login of a snapshot back',
  usage: USAGE,
  options: {},
  positionals: { least: 1, most: 1 },
  run: async ({ env, positionals, say }) => {
    const dataDir = dataDirOf(env);
    const volumeDir = volumeDirOf(env);
    const key = fleetKeyOf(env);
    prepareDataDir(dataDir);
    if (volumeDir !== dataDir) prepareVolumeDir(volumeDir);
    const store = new Store(dataDir, systemClock, stderrLog('warn'));
    try {
      const { sessionId, takenAt } = await restoreSnapshot({ file: positionals[0] ?? '', key, volumeDir, store });
      say(`The login of ${sessionId} of ${takenAt} is restored. Start the host.`);
      return 0;
    } finally {
      store.close();
    }
  },
};
