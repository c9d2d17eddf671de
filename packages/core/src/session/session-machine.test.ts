import { type SessionReasonCode, SESSION_REASONS, SESSION_STATUSES, type SessionStatus } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { nextCondition, type SessionCondition, type SessionInput } from './session-machine.ts';

const clientInfo = { platform: 'android', phoneNumber: '966500000001', name: 'Shop' };
const code = { qr: 'code-1', attempt: 1, maxAttempts: 6, expiresAt: '2026-11-01T10:00:00.000Z' };
const recovery = { attempt: 2, maxAttempts: 5, nextAt: null };

const at = (
  status: SessionStatus,
  reason: SessionReasonCode | null = null,
  more: Partial<SessionCondition> = {},
): SessionCondition => ({
  desired: 'running',
  status,
  reason,
  clientInfo: null,
  recovery: null,
  qr: null,
  beforeLoss: null,
  ...more,
});
const told = (
  status: SessionStatus,
  reason: SessionReasonCode | null = null,
  more: Partial<SessionCondition> = {},
): SessionInput => ({ kind: 'state', status, reason, clientInfo: null, recovery: null, ...more }) as SessionInput;
const order = (kind: 'start' | 'stop' | 'restart' | 'logout', isLinked: boolean): SessionInput => ({ kind, isLinked });
const lost = (why: 'host_lost' | 'no_host' = 'host_lost'): SessionInput => ({ kind: 'link_lost', why });
const back: SessionInput = { kind: 'link_back' };

const ready = at('ready', null, { clientInfo });
const scanning = at('qr', null, { qr: code });
const beforeLoss = { status: 'ready', reason: null, clientInfo, recovery: null } as const;
const unserved = at('disconnected', 'host_lost', { clientInfo, beforeLoss });
const stopping = at('ready', null, { desired: 'stopped', clientInfo });
const stopped = at('stopped', 'stopped_by_operator', { desired: 'stopped', clientInfo });

/** Where it stands, what happens, where it stands then; the title says why. */
const TRANSITIONS: [string, SessionCondition, SessionInput, SessionCondition][] = [
  ['becomes ready with its name', at('connecting'), told('ready', null, { clientInfo }), ready],
  [
    'restarts without a disconnection',
    ready,
    told('disconnected', 'restarting'),
    at('starting', 'restarting', { clientInfo }),
  ],
  [
    'goes on restarting by connecting',
    at('starting', 'restarting', { clientInfo }),
    told('connecting', 'restarting'),
    at('connecting', 'restarting', { clientInfo }),
  ],
  [
    'keeps its name while the network is away',
    ready,
    told('disconnected', 'network'),
    at('disconnected', 'network', { clientInfo }),
  ],
  [
    'tells a recovery',
    ready,
    told('disconnected', 'browser_crashed', { recovery }),
    at('disconnected', 'browser_crashed', { clientInfo, recovery }),
  ],
  [
    'forgets a recovery when ready',
    at('starting', null, { clientInfo, recovery }),
    told('ready', null, { recovery }),
    ready,
  ],
  [
    'forgets a recovery when stopped',
    at('starting', null, { recovery }),
    told('stopped', 'crash_loop', { recovery }),
    at('stopped', 'crash_loop'),
  ],
  [
    'is unlinked on the phone and forgets its name',
    ready,
    told('disconnected', 'unlinked'),
    at('disconnected', 'unlinked'),
  ],
  ['asks for a code after it was unlinked', at('disconnected', 'unlinked'), told('qr'), at('qr')],
  ['logs out to stopped and forgets its name', ready, told('stopped', 'logged_out'), at('stopped', 'logged_out')],
  ['stops when its codes expire', scanning, told('stopped', 'qr_expired'), at('stopped', 'qr_expired')],
  [
    'forgets its name when the login is invalid',
    ready,
    told('auth_failure', 'login_invalid'),
    at('auth_failure', 'login_invalid'),
  ],
  [
    'keeps its name when the breaker opens',
    ready,
    told('disconnected', 'crash_loop'),
    at('disconnected', 'crash_loop', { clientInfo }),
  ],
  [
    'keeps its name while a person is needed',
    ready,
    told('action_required', 'confirm_on_phone'),
    at('action_required', 'confirm_on_phone', { clientInfo }),
  ],
  ['is ready and restricted', ready, told('ready', 'restricted'), at('ready', 'restricted', { clientInfo })],
  ['drops a reason that contradicts being ready', at('degraded', 'deaf', { clientInfo }), told('ready', 'deaf'), ready],
  [
    'drops a reason of the room that a host tells',
    ready,
    told('degraded', 'no_host'),
    at('degraded', null, { clientInfo }),
  ],
  ['shows a code', at('starting'), { kind: 'qr', code }, scanning],
  ['keeps the code when the status is told after it', scanning, told('qr'), scanning],
  ['forgets the code once it is scanned', scanning, told('connecting'), at('connecting')],
  ['drops a late code after a stop', stopping, { kind: 'qr', code }, stopping],
  ['drops a late status qr after a stop', stopped, told('qr'), stopped],
  ['starts from rest', stopped, order('start', true), at('starting', null, { clientInfo })],
  ['starts after a refused login', at('auth_failure', 'login_invalid'), order('start', true), at('starting')],
  ['starts what runs by the wish alone', stopping, order('start', true), ready],
  ['starts what nobody serves by the wish alone', unserved, order('start', false), unserved],
  ['stops when its host reports it', ready, order('stop', true), stopping],
  ['stops at once without a host', unserved, order('stop', false), stopped],
  [
    'stops at once while a code is shown',
    scanning,
    order('stop', true),
    at('stopped', 'stopped_by_operator', { desired: 'stopped' }),
  ],
  ['is not logged out by a stop', ready, order('stop', false), stopped],
  ['waits for its host to restart', ready, order('restart', true), ready],
  ['waits for its host to log out', ready, order('logout', true), ready],
  ['logs out at once without a host', unserved, order('logout', false), at('stopped', 'logged_out')],
  ['loses its host', ready, lost(), unserved],
  [
    'loses its recovery with its host, which brings it back',
    at('starting', 'network', { recovery }),
    lost(),
    at('disconnected', 'host_lost', {
      beforeLoss: { status: 'starting', reason: 'network', clientInfo: null, recovery },
    }),
  ],
  [
    'has a recovery again with its host',
    at('disconnected', 'host_lost', {
      beforeLoss: { status: 'starting', reason: 'network', clientInfo: null, recovery },
    }),
    back,
    at('starting', 'network', { recovery }),
  ],
  ['learns another reason while nobody serves it', unserved, lost('no_host'), { ...unserved, reason: 'no_host' }],
  ['loses nothing at rest', at('stopped', 'qr_expired'), lost(), at('stopped', 'qr_expired')],
  ['is stopped when the host goes that was to stop it', stopping, lost(), stopped],
  ['is what it was when the host is back', unserved, back, ready],
  ['stays what it is when the host is back in time', ready, back, ready],
  ['goes by the word of a host that is back', unserved, told('connecting'), at('connecting', null, { clientInfo })],
  ['forgets everything when removed', unserved, { kind: 'removed' }, at('stopped', null, { desired: 'stopped' })],
  ['forgets a code when removed', scanning, { kind: 'removed' }, at('stopped', null, { desired: 'stopped' })],
];

describe('the session machine', () => {
  for (const [title, from, input, to] of TRANSITIONS) {
    it(`S-1 ${title}`, () => expect(nextCondition(from, input)).toEqual(to));
  }

  it('S-1 never stands where two of its parts contradict each other', () => {
    for (const from of everyCondition()) {
      for (const input of INPUTS) {
        const next = nextCondition(from, input);
        expect(contradictions(next), JSON.stringify({ from, input, next })).toEqual([]);
      }
    }
  });

  it('S-1 changes nothing when the same word comes twice', () => {
    for (const from of everyCondition()) {
      for (const input of INPUTS) {
        const once = nextCondition(from, input);
        if (contradictions(from).length > 0) continue;
        expect(nextCondition(once, input), JSON.stringify({ from, input })).toEqual(once);
      }
    }
  });
});

const REASONS: (SessionReasonCode | null)[] = [null, ...SESSION_REASONS];
const ROOMS_OWN = ['host_lost', 'no_host', 'no_capacity', 'host_draining', 'moving'];

function* everyCondition(): Generator<SessionCondition> {
  for (const desired of ['running', 'stopped'] as const) {
    for (const status of SESSION_STATUSES) {
      for (const reason of ['disconnected', 'ready', 'qr'].includes(status) ? REASONS : [null, 'network' as const]) {
        yield at(status, reason, { desired, clientInfo, recovery, qr: status === 'qr' ? code : null });
      }
    }
  }
  yield unserved;
}

const INPUTS: SessionInput[] = [
  ...SESSION_STATUSES.flatMap((status) => REASONS.map((reason) => told(status, reason, { recovery }))),
  { kind: 'qr', code },
  ...[true, false].flatMap((isLinked) =>
    (['start', 'stop', 'restart', 'logout'] as const).map((kind) => order(kind, isLinked)),
  ),
  lost(),
  back,
  { kind: 'removed' },
];

const contradictions = ({ desired, status, reason, recovery: told, qr, beforeLoss: before }: SessionCondition) =>
  [
    qr !== null && status !== 'qr' && 'a code without its status',
    desired === 'stopped' && status === 'qr' && 'a code that nobody is to scan',
    reason !== null && ROOMS_OWN.includes(reason) && status !== 'disconnected' && 'served and unserved',
    status === 'ready' && reason !== null && reason !== 'restricted' && 'ready and not',
    told !== null && ['ready', 'stopped', 'qr', 'auth_failure', 'action_required'].includes(status) && 'no recovery',
    before !== null && status !== 'disconnected' && 'lost and there',
  ].filter((fault) => fault !== false);
