/**
 * M-2: what large uploads cost in memory. Four of 64 MB at once, streamed by as many clients, then each handed over to
 * the session host as a document; the highest memory of edge and host meanwhile, beside what they had before. Then four
 * that hang up half-way: nothing of them may be left on the disk.
 */
import { readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startProduct, type Product } from '../packages/testing/src/product.ts';
import { round } from './measure/percentile.ts';
import { processTree, pssMb } from './measure/process-cost.ts';

const MB = 1024 * 1024;
const FILE_BYTES = 64 * MB;
const CHUNK = Buffer.alloc(64 * 1024, 'WaQtor ');
const AT_ONCE = 4;
const ROUNDS = 2;
const SAMPLE_MS = 100;
/** What is left of an upload that hung up is removed after its request: looked for so long. */
const SETTLED_MS = 15_000;
const PHONE = '966500000009';

/** A file as a client streams it; undefined when it hangs up after `sentBytes`. */
const upload = (product: Product, name: string, sentBytes = FILE_BYTES): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const { apiUrl, apiKey } = product.dev;
    const outgoing = request(
      `${apiUrl}/api/media?filename=${name}`,
      {
        method: 'POST',
        headers: { 'x-api-key': apiKey, 'content-type': 'application/octet-stream', 'content-length': FILE_BYTES },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          if (response.statusCode === 201) resolve((JSON.parse(text) as { id: string }).id);
          else reject(new Error(`The API answered ${response.statusCode} to an upload.`));
        });
      },
    );
    const isCut = sentBytes < FILE_BYTES;
    outgoing.on('error', (error) => (isCut ? resolve(undefined) : reject(error)));
    let sent = 0;
    const push = (): void => {
      while (sent < sentBytes) {
        sent += CHUNK.length;
        if (!outgoing.write(CHUNK)) return void outgoing.once('drain', push);
      }
      if (isCut) outgoing.destroy();
      else outgoing.end();
    };
    push();
  });

/** Highest memory of the processes while `act` runs, in MB. */
const peaks = async (roots: Record<string, number>, act: () => Promise<unknown>): Promise<Record<string, number>> => {
  const found: Record<string, number> = {};
  const look = (): void => {
    for (const [name, pid] of Object.entries(roots)) found[name] = Math.max(found[name] ?? 0, pssMb(processTree(pid)));
  };
  look();
  const timer = setInterval(look, SAMPLE_MS);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
  look();
  return Object.fromEntries(Object.entries(found).map(([name, mb]) => [name, round(mb)]));
};

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, entry) => {
    if (!entry.isFile()) return sum;
    try {
      return sum + statSync(path.join(entry.parentPath, entry.name)).size;
    } catch {
      // Removed while we looked, which is what is waited for.
      return sum;
    }
  }, 0);

const all = <T>(act: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, index) => act(index)));

export const run = async (): Promise<Record<string, unknown>> => {
  const product = await startProduct({ env: { WAQTOR_ENGINE: 'memory' } });
  try {
    await product.link(PHONE);
    const { edge, host } = product.dev.pids;
    // The first ones load code and fill pools, which is no cost of a file.
    await upload(product, 'warm-up.bin');
    const before = await peaks({ edge, host }, () => wait(1_000));
    let ids: (string | undefined)[] = [];
    const begin = performance.now();
    const uploading = await peaks({ edge, host }, async () => {
      for (let turn = 0; turn < ROUNDS; turn++) ids = await all((index) => upload(product, `file-${index}.bin`));
    });
    const seconds = (performance.now() - begin) / 1000;
    const handing = await peaks({ edge, host }, () =>
      all(async (index) => {
        const body = { chatId: `96650000100${index}`, type: 'document', media: { id: ids[index] } };
        const { status } = await product.api('POST', '/api/messages/send-media', body);
        if (status >= 300) throw new Error(`The API answered ${status} to a send.`);
      }),
    );
    // Of the edge alone: the host may still be taking the files in.
    const stored = path.join(product.dataDir, 'edge');
    const disk = bytesIn(stored);
    await all((index) => upload(product, `cut-${index}.bin`, FILE_BYTES / 2));
    const deadline = Date.now() + SETTLED_MS;
    while (bytesIn(stored) - disk > MB && Date.now() < deadline) await wait(200);
    return {
      files: { atOnce: AT_ONCE, rounds: ROUNDS, megabytesEach: FILE_BYTES / MB },
      megabytesPerSecond: round((AT_ONCE * ROUNDS * FILE_BYTES) / MB / seconds),
      memoryMb: { before, uploading, handing },
      leftOfCutMb: round((bytesIn(stored) - disk) / MB),
    };
  } finally {
    await product.stop();
  }
};
