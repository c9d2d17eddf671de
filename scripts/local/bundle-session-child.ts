/** Writes dist/host/session-child.cjs and what it needs beside it: the process of one session. */
import path from 'node:path';
import { DIST } from './build.ts';
import { bundleSessionChild } from './session-child-bundle.ts';

await bundleSessionChild(path.join(DIST, 'host'));
