import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { ControlSocket } from '../admin/control-socket.ts';
import { readHostFile } from '../host-file.ts';
import { silentLog } from '../telemetry/log.ts';
import { FakeEdge } from '../testing/fake-edge.ts';
import { HostHarness } from '../testing/host-harness.ts';
import { HostProcess, temporaryFolder } from '../testing/host-process.ts';
import { until } from '../testing/until.ts';
import { checkEdge } from './doctor/check-edge.ts';
import { checkMemory, checkNode, checkOpenFiles } from './doctor/check-machine.ts';
import { main } from './main.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const REAL = { capacity: 20, engine: { kind: 'real' as const, simulatorUrl: null, chromiumPath: null } };

const call = async (args: string[], env: Record<string, string> = {}) => {
  let out = '';
  let err = '';
  const code = await main(args, env, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
};
const edgeAt = async (): Promise<{ edge: FakeEdge; url: string }> => {
  const edge = new FakeEdge();
  const url = await edge.listen();
  closers.push(() => edge.close());
  return { edge, url };
};
/** A host with one session that answers the command line. */
const running = async (config: HostHarness['config'] = {}) => {
  const h = new HostHarness();
  closers.push(() => h.close());
  h.config = config;
  await (await h.open()).ready();
  if (!h.host) throw new Error('No host');
  const socket = new ControlSocket(h.host, silentLog);
  await socket.listen(h.dir);
  closers.push(() => socket.close());
  return h;
};

describe('R-3 the command line of a host', () => {
  it.each([
    [['frob'], 'There is no command of this name; try one of run, enroll, status, drain, doctor'],
    [['drain', '--frob'], 'The options are not right; see waqtor-host drain --help.'],
    [['enroll'], 'The words after enroll are not right'],
    [['status'], 'The data folder is missing: give --data DIR'],
    [['snapshot', 'home', '/tmp/x', '--data', '/tmp'], 'The session is named by its id'],
    [['restore', '/tmp/x', '--data', '/tmp'], 'WAQTOR_FLEET_KEY is missing'],
  ])('R-3 answers %j with one sentence and ends with 2', async (args, sentence) => {
    const { code, err } = await call(args);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it.each(['run', 'enroll', 'status', 'drain', 'doctor', 'snapshot', 'restore', 'key'])(
    'R-3 explains %s',
    async (name) => {
      const { code, out } = await call([name, '--help']);
      expect([code, out.includes(`Usage: waqtor-host ${name}`)]).toEqual([0, true]);
      expect((await call(['--help'])).out).toContain(`  ${name}`);
    },
  );

  it('R-3 makes a key that the settings accept, and says of a path that is no snapshot that it cannot be read', async () => {
    const key = (await call(['key'])).out.trim();
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect((await call(['key'])).out.trim()).not.toBe(key);
    const missing = await call(['restore', '/nowhere', '--data', temporaryFolder('data')], { WAQTOR_FLEET_KEY: key });
    expect(missing.err).toContain('The snapshot cannot be read');
    const folder = await call(['restore', temporaryFolder('none'), '--data', temporaryFolder('data')], {
      WAQTOR_FLEET_KEY: key,
    });
    expect([folder.code, folder.err]).toEqual([missing.code, missing.err]);
  });
});

describe('R-3 enrolling', () => {
  it('R-3 keeps the settings in the data folder, so that run needs nothing else', async () => {
    const { url } = await edgeAt();
    const dir = temporaryFolder('data');
    const args = ['enroll', 'code-one-two-three', '--edge', url, '--name', 'shop', '--data', dir];
    const enrolled = await call(args);
    expect([enrolled.code, enrolled.err]).toEqual([0, '']);
    expect(readHostFile(dir)).toEqual({ edgeUrl: url, hostName: 'shop', engine: 'real', simulatorUrl: null });
    expect(statSync(join(dir, 'host.json')).mode & 0o777).toBe(0o600);
    const shown = JSON.parse((await call(['run', '--check', '--data', dir])).out) as object;
    expect(shown).toMatchObject({ edgeUrl: url, hostName: 'shop', engine: 'real', hasEnrolmentCode: false });
    const used = await call(args);
    expect([used.code, used.err.trim()]).toEqual([
      2,
      'The enrolment was refused (invalid_enrolment_code): create a new one-time code and enrol with that one.',
    ]);
    expect(JSON.stringify(readHostFile(dir))).not.toContain('code-one');
  });

  it.skipIf(process.platform !== 'linux')('R-3 does not show the code to others who list the processes', async () => {
    const args = ['enroll', 'code-one-two-three', '--edge', 'http://127.0.0.1:9', '--data', temporaryFolder('data')];
    const host = new HostProcess(args, { WAQTOR_ENGINE: 'real' });
    closers.push(() => host.kill('SIGKILL'));
    await until(() => host.err.includes('waits for the edge'), 'it asks');
    expect(readFileSync(`/proc/${host.child.pid}/cmdline`, 'utf8')).not.toContain('code-one');
  });

  it('R-3 says in one sentence that the disk is full', async () => {
    const dir = temporaryFolder('data');
    symlinkSync('/dev/full', join(dir, 'host-key.pem.new'));
    const { code, err } = await call(['enroll', 'code-one-two-three', '--edge', 'http://127.0.0.1:9', '--data', dir]);
    expect([code, err]).toEqual([2, 'The disk is full: make room, then try again.\n']);
  });

  it('R-3 says that a running host must be stopped first', async () => {
    const h = await running();
    const { code, err } = await call(['enroll', 'code-one-two-three', '--edge', h.url, '--data', h.dir]);
    expect([code, err]).toEqual([2, 'Another host uses the folder in WAQTOR_HOST_DATA; stop it first.\n']);
  });
});

describe('R-3 status and drain', () => {
  it('R-3 tells the sessions of the running host, on a socket that only its owner opens', async () => {
    const h = await running();
    const { code, out } = await call(['status', '--data', h.dir]);
    expect(code).toBe(0);
    expect(out).toContain(`Edge ${h.url}: connected`);
    expect(out).toMatch(new RegExp(`${h.room.sessionId}  ready  memory .*lease \\d+ s old  restarts 0`));
    expect(statSync(join(h.dir, 'host.sock')).mode & 0o777).toBe(0o600);
  });

  it('R-3 says that no host runs, and what is on disk', async () => {
    const h = await running();
    await h.host?.stop();
    (closers.pop() as () => unknown)();
    const { code, out } = await call(['status', '--data', h.dir]);
    expect(code).toBe(1);
    expect(out).toContain('No host is running on this data folder.');
    expect(out).toContain(`Enrolled as ${h.hostId}`);
    expect(out).toContain(`${h.room.sessionId}  told last: disconnected  a login folder`);
    const never = await call(['status', '--data', temporaryFolder('data')]);
    expect(never.out).toContain('Nothing is on disk');
  });

  it('R-3 drains the running host and waits until its sessions are gone', async () => {
    const h = await running();
    const waiting = call(['drain', '--wait', '--data', h.dir]);
    await until(() => h.edge.controlFrames.some((frame) => frame.type === 'drain'), 'the frame');
    h.edge.tell(h.hostId, { type: 'revoke', sessionId: h.room.sessionId, reason: 'draining', wipe: false });
    const { code, out } = await waiting;
    expect(code).toBe(0);
    expect(out).toContain('The host is empty.');
    expect((await call(['drain', '--off', '--data', h.dir])).out).toContain('takes sessions again');
    expect((await h.host?.status())?.isDraining).toBe(false);
  });
});

describe('S-4 snapshots by the command line', () => {
  it('S-4 stops the session for the copy only when told, and leaves no half file', async () => {
    const key = Buffer.alloc(32, 7);
    const h = await running({ fleetKey: key });
    const file = join(h.dir, 'login.snapshot');
    const args = ['snapshot', h.room.sessionId, file, '--data', h.dir];
    const refused = await call(args);
    expect([refused.code, refused.err]).toEqual([
      2,
      'The session is running; add --stop to end its browser for the snapshot.\n',
    ]);
    expect(existsSync(file)).toBe(false);
    expect((await call([...args, '--stop'])).code).toBe(0);
    expect(readFileSync(file).subarray(0, 6).toString()).toBe('WAQTOR');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await until(() => h.account.alive === 1, 'the session runs again');
    expect((await call([...args, '--stop'])).err).toContain('The file exists already');
    const unknown = await call(['snapshot', newId('ses'), `${file}.2`, '--data', h.dir]);
    expect(unknown.err).toContain('There is no login of this session');
    expect(existsSync(`${file}.2.partial`)).toBe(false);
  });
});

describe('R-3 the doctor', () => {
  const doctor = (dir: string, url: string) =>
    call(['doctor', '--data', dir], {
      WAQTOR_EDGE_URL: url,
      WAQTOR_ENGINE: 'memory',
      WAQTOR_SIMULATOR_URL: url,
    });

  it('R-3 finds nothing wrong with a host that is enrolled and accepted', async () => {
    const { url } = await edgeAt();
    const dir = temporaryFolder('data');
    await call(['enroll', 'code-one-two-three', '--edge', url, '--data', dir, '--simulator', url]);
    const { code, out } = await doctor(dir, url);
    expect(out).not.toContain('✗');
    expect(out).toContain('✓ The edge accepts this host.');
    expect(code).toBe(0);
  });

  it('R-3 says of each thing that is wrong what to do, and ends with 1', async () => {
    const { edge, url } = await edgeAt();
    const dir = temporaryFolder('data');
    await call(['enroll', 'code-one-two-three', '--edge', url, '--data', dir, '--simulator', url]);
    edge.hosts.clear();
    chmodSync(dir, 0o755);
    const profile = join(dir, 'sessions', newId('ses'), 'profile');
    mkdirSync(profile, { recursive: true });
    symlinkSync('machine-4711', join(profile, 'SingletonLock'));
    if (process.getuid?.() === 0) chownSync(profile, 4321, 4321);
    const { code, out } = await doctor(dir, url);
    expect(code).toBe(1);
    expect(out).toContain('✗ The data folder is open to other users (mode 755)');
    expect(out).toContain('✗ The edge does not know this host');
    expect(out).toContain('! 1 profiles have the lock of a browser that was killed');
    if (process.getuid?.() === 0) expect(out).toContain('✗ 1 login folders belong to another user');
  });

  it('R-3 tells a clock that is off by the time of the edge', async () => {
    const server = createServer((_, response) => {
      response.sendDate = false;
      response.setHeader('date', new Date(Date.now() + 10 * 60_000).toUTCString());
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const checks = await checkEdge(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(checks).toEqual([
      { state: 'ok', sentence: expect.stringContaining('answers.') as string },
      { state: 'failed', sentence: 'The clock of this machine is 10 minutes behind; set it by NTP.' },
    ]);
  });

  it('R-3 tells a name that does not exist', async () => {
    const [check] = await checkEdge('https://edge.invalid');
    expect(check).toMatchObject({ state: 'failed' });
    expect(check?.sentence).toMatch(/is not known|does not answer/);
  });

  it.each([
    ['an old Node', checkNode('22.1.0'), 'failed'],
    ['few open files', checkOpenFiles('Max open files            256                  4096  files'), 'failed'],
    ['many open files', checkOpenFiles('Max open files            65536                65536  files'), 'ok'],
    ['memory for none', checkMemory(REAL, 0, { totalBytes: 1, availableBytes: 1 }), 'failed'],
    ['memory for some', checkMemory(REAL, 0, { totalBytes: 1, availableBytes: 2 ** 30 }), 'note'],
    ['memory for all', checkMemory(REAL, 0, { totalBytes: 1, availableBytes: 2 ** 34 }), 'ok'],
  ])('R-3 judges %s', (_, check, state) => {
    expect(check.state).toBe(state);
  });
});

describe('R-3 a host by its command line', () => {
  it('R-3 runs with the data folder alone, and answers status and doctor meanwhile', async () => {
    const { url } = await edgeAt();
    const dir = temporaryFolder('data');
    await call(['enroll', 'code-one-two-three', '--edge', url, '--data', dir, '--simulator', url]);
    const host = new HostProcess(['run', '--data', dir], { WAQTOR_ENGINE: 'memory' });
    closers.push(() => host.kill('SIGKILL'));
    await until(() => host.isReady, 'the host is ready');
    expect((await call(['status', '--data', dir])).out).toContain(': connected');
    host.kill('SIGTERM');
    expect((await host.ended).code).toBe(0);
  });
});
