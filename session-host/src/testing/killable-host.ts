import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { newId } from '@waqtor/core/id';
import { type Control, controlOf } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { FakeEdge, type FakeRoom } from './fake-edge.ts';
import { temporaryFolder } from './host-process.ts';
import { until } from './until.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A process and its child start in one second, on a machine that does nothing else. */
const START_WITHIN_MS = 25_000;

export const OWN_PHONE = '966500000001';
export const PEER_PHONE = '966500000002';

/** A host as a process of its own, with the memory engine in a child, against the simulated network. */
export class KillableHost {
  readonly dataDir = temporaryFolder('data');
  readonly simulator: Simulator;
  readonly control: Control;
  readonly edge: FakeEdge;
  readonly room: FakeRoom;
  readonly #edgeUrl: string;
  #host: ChildProcess | null = null;

  private constructor(simulator: Simulator, edge: FakeEdge, edgeUrl: string) {
    this.simulator = simulator;
    this.control = controlOf(simulator.url);
    this.edge = edge;
    this.#edgeUrl = edgeUrl;
    this.room = edge.room(newId('ses'));
  }

  static async open(): Promise<KillableHost> {
    const simulator = await startSimulator({ dataDir: temporaryFolder('sim'), seed: 1 });
    const edge = new FakeEdge();
    return new KillableHost(simulator, edge, await edge.listen());
  }

  start(env: Record<string, string> = {}): ChildProcess {
    this.#host = spawn(process.execPath, [MAIN], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH ?? '',
        WAQTOR_EDGE_URL: this.#edgeUrl,
        WAQTOR_HOST_DATA: this.dataDir,
        WAQTOR_ENGINE: 'memory',
        WAQTOR_SIMULATOR_URL: this.simulator.url,
        WAQTOR_ENROLMENT_CODE: 'code-one-two-three',
        ...env,
      },
    });
    return this.#host;
  }

  /** Links the session to OWN_PHONE; PEER_PHONE is somebody to talk to. */
  async link(): Promise<void> {
    await this.control.account(OWN_PHONE, 'A');
    await this.control.account(PEER_PHONE, 'B');
    await until(() => this.room.facts('qr').length > 0, 'a code', START_WITHIN_MS);
    await this.control.scan(OWN_PHONE, { qr: String(this.room.facts('qr').at(-1)?.qr ?? '') });
    await this.ready();
  }

  ready(): Promise<void> {
    return until(() => this.room.facts('state').at(-1)?.status === 'ready', 'ready', START_WITHIN_MS);
  }

  /** SIGKILL to the host alone, as the kernel does it; resolves when it is gone. */
  async kill(): Promise<void> {
    const host = this.#host;
    host?.kill('SIGKILL');
    await until(() => !host || host.signalCode === 'SIGKILL', 'the host died');
  }

  /** Asks the host to end; answers its exit code. */
  async stop(): Promise<number | null> {
    const host = this.#host;
    if (!host || host.exitCode !== null || host.signalCode !== null) return host?.exitCode ?? null;
    host.kill('SIGTERM');
    return new Promise((resolve) => host.once('exit', (code) => resolve(code)));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.edge.close();
    await this.simulator.close();
  }
}
