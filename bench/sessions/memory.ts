import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addLinkedSession } from '../../packages/testing/src/linked-session.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { openLibrary } from '../bare/open-library.ts';
import { round } from '../measure/percentile.ts';
import { processTree, pssMb } from '../measure/process-cost.ts';
import { settle } from './settle.ts';

const COUNTS = [1, 4, 8];
const phoneOf = (index: number): string => `96650000${String(2000 + index)}`;

interface Memory {
  sessions: number;
  pssMb: number;
}
const eachFurther = (rows: Memory[]): number => {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  return round((last.pssMb - first.pssMb) / (last.sessions - first.sessions));
};

/** The host with all its children and browsers. */
const ofTheHost = async (product: Product): Promise<Memory[]> => {
  const rows: Memory[] = [];
  for (let linked = 0; linked < COUNTS.at(-1)!;) {
    // The session of the demo workspace is the first.
    if (linked === 0) await product.link(phoneOf(0));
    else await addLinkedSession(product, phoneOf(linked));
    linked += 1;
    if (!COUNTS.includes(linked)) continue;
    await settle();
    rows.push({ sessions: linked, pssMb: round(pssMb(processTree(product.dev.pids.host)), 0) });
  }
  return rows;
};

/** One Node process with a client for each session, as small programs around the library do it: nothing stored. */
const ofTheLibrary = async (simulatorUrl: string): Promise<Memory[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-bare-'));
  const open = [];
  const rows: Memory[] = [];
  const before = pssMb([process.pid]);
  try {
    for (let index = 0; index < COUNTS.at(-1)!; index++) {
      open.push(await openLibrary(simulatorUrl, path.join(folder, String(index)), `96650000${3000 + index}`));
      if (!COUNTS.includes(open.length)) continue;
      await settle();
      const browsers = open.flatMap(({ client }) => processTree(client.pupBrowser!.process()!.pid!));
      rows.push({ sessions: open.length, pssMb: round(pssMb([...browsers, process.pid]) - before, 0) });
    }
    return rows;
  } finally {
    await Promise.allSettled(open.map(({ client }) => client.destroy()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** Memory (PSS) of 1, 4 and 8 linked sessions that do nothing, of the host and of the bare library after it. */
export const measureMemory = async (): Promise<Record<string, unknown>> => {
  const product = await startProduct();
  let host: Memory[];
  try {
    host = await ofTheHost(product);
  } finally {
    await product.stop();
  }
  const quiet = await startProduct({ env: { WAQTOR_ENGINE: 'memory' } });
  try {
    const library = await ofTheLibrary(quiet.dev.simulator.url);
    return {
      host,
      hostEachFurtherMb: eachFurther(host),
      bareLibrary: library,
      bareLibraryEachFurtherMb: eachFurther(library),
      ratioEachFurther: round(eachFurther(host) / eachFurther(library), 2),
    };
  } finally {
    await quiet.stop();
  }
};
