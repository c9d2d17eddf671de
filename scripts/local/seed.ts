import type { BootstrapResponse } from '@waqtor/contracts';
import type { LocalSecrets } from './data-dir.ts';

const DEADLINE_MS = 20_000;

/** Makes the demo workspace by the same call that makes the first owner of a deployment; safe to repeat. */
export const seedDemo = async (apiUrl: string, secrets: LocalSecrets, isReal: boolean): Promise<BootstrapResponse> => {
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
