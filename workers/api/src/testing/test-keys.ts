import type { Scope } from '@waqtor/contracts';
import type { ApiKeyMode } from '@waqtor/core/api-key/api-key';
import { insertApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertEnrolmentCode } from '@waqtor/db/queries/enrolment';
import { hashEnrolmentCode, newEnrolmentCode } from '../auth/enrolment-code.ts';
import { settingsOf } from '../env.ts';
import { mintKey } from '../keys/mint-key.ts';
import { bindings } from './api-client.ts';
import type { TestWorkspace } from './api-client.ts';

/** A key of the workspace's owner. */
export const newKey = async (
  workspace: TestWorkspace,
  options: { scopes?: Scope[]; expiresAt?: Date; mode?: ApiKeyMode; ips?: string[] } = {},
): Promise<{ id: string; text: string }> => {
  const { id, mode, text, stored } = await mintKey(settingsOf(bindings), { mode: options.mode ?? 'test' });
  await insertApiKey(
    openDatabase(bindings.DB),
    {
      id,
      workspaceId: workspace.workspaceId,
      createdBy: workspace.userId,
      name: 'test',
      mode,
      ...stored,
      scopes: options.scopes ?? ['*'],
      ips: options.ips ?? [],
      expiresAt: options.expiresAt ?? null,
    },
    new Date(),
  );
  return { id, text };
};

/** A code for a host of this workspace alone, so that sessions of other tests stay with their own hosts. */
export const newWorkspaceCode = async (workspaceId: string | null): Promise<string> => {
  const code = newEnrolmentCode();
  await insertEnrolmentCode(openDatabase(bindings.DB), { codeHash: hashEnrolmentCode(code), workspaceId }, new Date());
  return code;
};
