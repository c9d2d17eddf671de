import { clockSentence } from '../../link/clock-offset.ts';
import { EdgeSocket, type SocketEnd } from '../../link/edge-socket.ts';
import { systemClock } from '../../clock.ts';
import { loadIdentity } from '../../enrolment/identity.ts';
import { errorName } from '../../telemetry/log.ts';
import { type Check, failed, note, ok } from './check.ts';

const DEADLINE_MS = 10_000;
const NO_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN']);

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? String((cause as NodeJS.ErrnoException).code ?? cause.name) : errorName(error);
};

const unreachable = (edgeUrl: string, code: string): Check => {
  const { hostname } = new URL(edgeUrl);
  if (NO_NAME.has(code)) return failed(`The name ${hostname} is not known (${code}): check --edge and the DNS.`);
  if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code))
    return failed(`The certificate of ${hostname} is not trusted (${code}): check it, and the clock of this machine.`);
  return failed(`The edge ${edgeUrl} does not answer (${code}): check the network and its firewall.`);
};

/** Name, certificate and HTTP in one request, and the clocks by its answer. */
export const checkEdge = async (edgeUrl: string): Promise<Check[]> => {
  const sentAt = Date.now();
  let response: Response;
  try {
    response = await fetch(edgeUrl, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (error) {
    return [unreachable(edgeUrl, codeOf(error))];
  }
  const reached = ok(`The edge ${edgeUrl} answers.`);
  const edgeTime = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(edgeTime)) return [reached, note('The edge does not tell the time; the clock was not compared.')];
  const fault = clockSentence((sentAt + Date.now()) / 2 - edgeTime);
  return [reached, fault === null ? ok('The clock agrees with the edge.') : failed(fault)];
};

/** Dials as the host would, and hangs up. Only while no host runs: it would take the place of its link. */
export const checkAccepted = async (edgeUrl: string, dataDir: string, hostId: string): Promise<Check> => {
  const headers = loadIdentity(dataDir).headers(hostId, { audience: 'control', sessionId: '', epoch: 0 });
  const end = await new Promise<SocketEnd | null>((resolve) => {
    new EdgeSocket(`${edgeUrl.replace(/^http/, 'ws')}/host/control`, headers, systemClock, {
      onOpen: (socket) => {
        socket.close();
        resolve(null);
      },
      onText: () => undefined,
      onEnd: resolve,
    });
  });
  if (end === null) return ok('The edge accepts this host.');
  if (end.refusal === 'host_not_enrolled')
    return failed('The edge does not know this host: create a one-time code and run waqtor-host enroll.');
  if (end.refusal === 'expired_handshake' && end.serverTimeMs !== null)
    return failed(
      clockSentence(Date.now() - end.serverTimeMs) ?? 'The edge refused the time of this machine; set its clock.',
    );
  return failed(`The edge does not accept this host (${end.refusal ?? end.httpStatus ?? 'no answer'}): see its log.`);
};

export const checkSimulator = async (simulatorUrl: string): Promise<Check> => {
  try {
    await fetch(simulatorUrl, { method: 'HEAD', signal: AbortSignal.timeout(DEADLINE_MS) });
    return ok('The simulator answers.');
  } catch (error) {
    return failed(`The simulator at ${simulatorUrl} does not answer (${codeOf(error)}): start it first.`);
  }
};
