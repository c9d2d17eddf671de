import type { Scope } from '@waqtor/contracts';
import { hashApiKeySecret, newApiKey } from '@waqtor/core/api-key/api-key';
import type { ApiKeyMode } from '@waqtor/core/api-key/api-key';
import { insertApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertEnrolmentCode } from '@waqtor/db/queries/enrolment';
import { hashEnrolmentCode, newEnrolmentCode } from '../auth/enrolment-code.ts';
import { keyPepper } from '../auth/key-pepper.ts';
import { settingsOf } from '../env.ts';
import { bindings } from './api-client.ts';
import type { TestWorkspace } from './api-client.ts';

/** A key of the workspace's owner. */
export const newKey = async (
  workspace: TestWorkspace,
  options: { scopes?: Scope[]; expiresAt?: Date; mode?: ApiKeyMode } = {},
): Promise<{ id: string; text: string }> => {
  const key = newApiKey(options.mode ?? 'test');
  await insertApiKey(
    openDatabase(bindings.DB),
    {
      id: key.id,
      workspaceId: workspace.workspaceId,
      createdBy: workspace.userId,
      name: 'test',
      mode: key.mode,
      secretHash: hashApiKeySecret(keyPepper(settingsOf(bindings).authSecret), key.secret),
      scopes: options.scopes ?? ['*'],
      expiresAt: options.expiresAt ?? null,
    },
    new Date(),
  );
  return { id: key.id, text: key.text };
};

/** A code for a host of this workspace alone, so that sessions of other tests stay with their own hosts. */
export const newWorkspaceCode = async (workspaceId: string | null): Promise<string> => {
  const code = newEnrolmentCode();
  await insertEnrolmentCode(openDatabase(bindings.DB), { codeHash: hashEnrolmentCode(code), workspaceId }, new Date());
  return code;
};
