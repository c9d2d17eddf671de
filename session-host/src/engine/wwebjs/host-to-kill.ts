import { createEngineFactory } from '../create-engine.ts';

/** A host for the test that kills one: starts a session and prints the process id of its browser. */
const [simulatorUrl = '', profileDir = ''] = process.argv.slice(2);
const engine = createEngineFactory({ kind: 'simulator', simulatorUrl, chromiumPath: null })({
  sessionId: 'ses_000000000000',
  profileDir,
  emit: () => undefined,
  onBroken: () => undefined,
});
await engine.start(AbortSignal.timeout(20_000));
process.stdout.write(`${engine.browserPid}\n`);
