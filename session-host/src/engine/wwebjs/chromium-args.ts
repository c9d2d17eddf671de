/** The network a browser may reach. */
export type NetworkKind = 'real' | 'simulator';

/** A current desktop browser: the site turns away the library's old default and anything that says "Headless". */
export const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36';

const COMMON = [
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-breakpad',
  '--mute-audio',
];

/**
 * One page of one site, without graphics: helper processes that guard sites from each other guard nothing here, and
 * cost every session a third of its memory (docs/reference/benchmarks.md, sessions).
 */
const ONE_PAGE = [
  '--in-process-gpu',
  '--enable-features=NetworkServiceInProcess2',
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
];

/** Flags that make the browser trust and reach this machine only. On the real network they would be a hole. */
const SIMULATOR_ONLY = [
  // No server of the real network can be reached, whatever the page does.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  // The page is served under the real address, and its socket goes to loopback.
  '--disable-features=LocalNetworkAccessChecks',
  // A page that is told to crash runs out of memory after this many MB instead of the machine's.
  '--js-flags=--max-old-space-size=512',
];

/** The zygote exists for the sandbox. */
const WITHOUT_SANDBOX = ['--no-sandbox', '--no-zygote'];

const NEVER_REAL = [
  '--host-resolver-rules',
  '--ignore-certificate-errors',
  'LocalNetworkAccessChecks',
  '--ip-address-space',
];

/** Throws when a flag of the simulator would reach the real network. */
export const assertSafeArgs = (kind: NetworkKind, args: readonly string[]): void => {
  if (kind === 'real' && args.some((arg) => NEVER_REAL.some((flag) => arg.includes(flag)))) {
    throw new Error('A browser flag of the simulator must never be used on the real network.');
  }
};

/** As root Chromium refuses to start inside its sandbox; everybody else keeps it. */
export const chromiumArgs = (kind: NetworkKind, isRoot: boolean): string[] => {
  const args = [
    ...COMMON,
    ...ONE_PAGE,
    ...(isRoot ? WITHOUT_SANDBOX : []),
    ...(kind === 'simulator' ? SIMULATOR_ONLY : []),
  ];
  assertSafeArgs(kind, args);
  return args;
};
