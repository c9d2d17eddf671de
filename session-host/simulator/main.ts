import { parseArgs } from 'node:util';
import { DEFAULT_QR_ROTATION_MS } from './network/network.ts';
import { startSimulator } from './simulator.ts';

/** `main.ts --data DIR [--port 0] [--host 127.0.0.1] [--qr-rotation-ms 20000] [--seed 1]`; prints `{"url": …}` when ready. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string' },
    'qr-rotation-ms': { type: 'string', default: String(DEFAULT_QR_ROTATION_MS) },
    seed: { type: 'string', default: '1' },
  },
});
if (!values.data) {
  process.stderr.write('The simulator needs --data DIR, the folder of its memory.\n');
  process.exit(2);
}

const simulator = await startSimulator({
  host: values.host,
  port: Number(values.port),
  dataDir: values.data,
  qrRotationMs: Number(values['qr-rotation-ms']),
  seed: Number(values.seed),
});
process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);

let isEnding = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (isEnding) return;
    isEnding = true;
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
