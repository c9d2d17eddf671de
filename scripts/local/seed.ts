import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BootstrapResponse } from '@waqtor/contracts';
import type { DataPaths, LocalSecrets } from './data-dir.ts';

const DEADLINE_MS = 20_000;

/** Makes the demo workspace by the same call that makes the first owner of a deployment; safe to repeat. */
const seedDemo = async (apiUrl: string, secrets: LocalSecrets, isReal: boolean): Promise<BootstrapResponse> => {
  const body = {
    email: secrets.demoEmail,
    password: secrets.demoPassword,
    name: isReal ? 'Owner' : 'Demo',
    workspaceName: isReal ? 'My workspace' : 'متجر الواحة',
    sessionName: isReal ? 'Main' : 'المبيعات',
  };
  const response = await fetch(`${apiUrl}/api/bootstrap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-waqtor-bootstrap': secrets.bootstrapSecret },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (!response.ok)
    throw new Error(
      `The demo workspace could not be made: the API answered ${response.status} ${await response.text()}`,
    );
  return (await response.json()) as BootstrapResponse;
};

type Seed = Pick<BootstrapResponse, 'apiKey' | 'workspaceId' | 'sessionId'> & { enrolmentCode: string | null };

/** What the last run of this folder used, when it still holds: API keys in people's scripts outlive a restart. */
const previousSeed = async (apiUrl: string, paths: DataPaths, isReal: boolean): Promise<Seed | null> => {
  if (!existsSync(paths.devJson) || !existsSync(path.join(paths.host, 'host.db'))) return null;
  let previous: Partial<Seed>;
  try {
    previous = JSON.parse(readFileSync(paths.devJson, 'utf8')) as Partial<Seed>;
  } catch {
    // A damaged dev.json costs nothing: it is written anew.
    return null;
  }
  const { apiKey, workspaceId, sessionId } = previous;
  if (!apiKey?.startsWith(isReal ? 'wq_live_' : 'wq_test_') || !workspaceId || !sessionId) return null;
  const response = await fetch(`${apiUrl}/api/sessions/${sessionId}`, { headers: { 'x-api-key': apiKey } });
  return response.ok ? { apiKey, workspaceId, sessionId, enrolmentCode: null } : null;
};

export const seed = async (apiUrl: string, paths: DataPaths, secrets: LocalSecrets, isReal: boolean): Promise<Seed> =>
  (await previousSeed(apiUrl, paths, isReal)) ?? (await seedDemo(apiUrl, secrets, isReal));

/** Waits until the session has left `starting` and `stopped`; answers its status. */
export const waitForSession = async (apiUrl: string, apiKey: string, deadlineMs: number): Promise<string> => {
  const end = Date.now() + deadlineMs;
  let status = 'unknown';
  while (Date.now() < end) {
    const response = await fetch(`${apiUrl}/api/session/state`, { headers: { 'x-api-key': apiKey } });
    if (response.ok) ({ status } = (await response.json()) as { status: string });
    if (['qr', 'ready', 'action_required', 'auth_failure'].includes(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return status;
};
