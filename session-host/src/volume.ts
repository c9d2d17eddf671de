import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import * as z from 'zod';
import { ConfigError } from './config.ts';

const FILE = 'volume.json';
const volumeFile = z.object({ volumeId: idSchema('vol') });

const read = (path: string): string | null => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError(`The file ${FILE} in the folder of logins cannot be read.`, { cause: error });
  }
  try {
    return volumeFile.parse(JSON.parse(text)).volumeId;
  } catch (cause) {
    throw new ConfigError(
      `The file ${FILE} in the folder of logins is damaged: restore it, or remove it when no other host uses the folder.`,
      { cause },
    );
  }
};

/**
 * Id of a folder of logins, born once: hosts that answer the same one see the same logins. Two hosts that come to an
 * empty folder at the same time agree, for only one of them can give the file its name. Throws ConfigError.
 */
export const volumeIdOf = (volumeDir: string): string => {
  const path = join(volumeDir, FILE);
  const known = read(path);
  if (known !== null) return known;
  const volumeId = newId('vol');
  const temporary = `${path}.${volumeId}`;
  writeFileSync(temporary, JSON.stringify({ volumeId }), { mode: 0o600, flush: true });
  try {
    linkSync(temporary, path);
    return volumeId;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new ConfigError(`The file ${FILE} cannot be written into the folder of logins.`, { cause: error });
    return read(path) ?? volumeId;
  } finally {
    unlinkSync(temporary);
  }
};
