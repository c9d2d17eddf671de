/**
 * What a gateway without durability costs: the library's own `sendMessage` in a loop, on the same simulator and the
 * same browser, nothing stored, nothing told. The yardstick of bench/send.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { percentile, round } from '../measure/percentile.ts';
import { cpuMs, processTree } from '../measure/process-cost.ts';
import { openLibrary } from './open-library.ts';

const PHONE = '966500000008';

export interface BareFigures {
  oneByOne: { p50Ms: number; p99Ms: number; perSecond: number };
  atOnce: { concurrency: number; p50Ms: number; p99Ms: number; perSecond: number };
  cpuMsPerSend: number;
}

export const runBareLibrary = async (
  simulatorUrl: string,
  chatOf: (index: number) => string,
  load: { warmUp: number; oneByOne: number; atOnce: number; concurrency: number },
): Promise<BareFigures> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-bare-'));
  const { client } = await openLibrary(simulatorUrl, folder, PHONE);
  try {
    const pid = client.pupBrowser?.process()?.pid;
    const send = async (text: string, index: number): Promise<number> => {
      const begin = performance.now();
      await client.sendMessage(`${chatOf(index)}@c.us`, text, { waitUntilMsgSent: true });
      return performance.now() - begin;
    };
    for (let index = 0; index < load.warmUp; index++) await send(`warm ${index}`, index);
    const single: number[] = [];
    const singleBegin = performance.now();
    for (let index = 0; index < load.oneByOne; index++) single.push(await send(`bare single ${index}`, index));
    const singleMs = performance.now() - singleBegin;
    const many: number[] = [];
    let next = 0;
    const cost = (): number => cpuMs([process.pid, ...(pid ? processTree(pid) : [])]);
    const cpuBefore = cost();
    const manyBegin = performance.now();
    await Promise.all(
      Array.from({ length: load.concurrency }, async () => {
        while (next < load.atOnce) {
          const index = next++;
          many.push(await send(`bare many ${index}`, index));
        }
      }),
    );
    const manyMs = performance.now() - manyBegin;
    const figures = (samples: number[], wallMs: number) => ({
      p50Ms: round(percentile(samples, 0.5)),
      p99Ms: round(percentile(samples, 0.99)),
      perSecond: round((samples.length / wallMs) * 1000),
    });
    return {
      oneByOne: figures(single, singleMs),
      atOnce: { concurrency: load.concurrency, ...figures(many, manyMs) },
      cpuMsPerSend: round((cost() - cpuBefore) / load.atOnce, 2),
    };
  } finally {
    await client.destroy();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
