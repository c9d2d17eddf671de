import type { Problem } from '@waqtor/contracts';
import { getLocale } from '$lib/paraglide/runtime.js';
import { ApiProblem, networkProblem } from './problem.ts';
import { sessionEnded } from './session-ended.ts';

/** M-2: a file as it was stored; its type was sniffed. */
export interface StoredUpload {
  id: string;
  mimetype: string;
  filename: string | null;
  sizeBytes: number;
  expiresAt: string;
}

/**
 * `POST /api/media`: the file is streamed, never read into memory; `onprogress` is told a share from 0 to 1.
 * By XMLHttpRequest, since `fetch` cannot tell how much went up. Throws `ApiProblem`, or the signal's reason.
 */
export const uploadFile = (
  file: File,
  onprogress: (share: number) => void,
  signal: AbortSignal,
): Promise<StoredUpload> =>
  new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', `/api/media?${new URLSearchParams({ filename: file.name })}`);
    call.responseType = 'json';
    call.setRequestHeader('accept', 'application/json');
    call.setRequestHeader('accept-language', getLocale());
    call.setRequestHeader('content-type', file.type || 'application/octet-stream');
    call.upload.onprogress = ({ loaded, total }) => onprogress(total > 0 ? loaded / total : 0);
    call.onerror = () => reject(networkProblem());
    call.onabort = () => reject(signal.reason as Error);
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) return resolve(call.response as StoredUpload);
      if (call.status === 401) sessionEnded();
      // What stands between us and the API may answer without a problem document.
      const problem = (call.response ?? {}) as Partial<Problem>;
      reject(new ApiProblem({ ...problem, status: call.status, code: problem.code ?? 'internal' }));
    };
    signal.addEventListener('abort', () => call.abort(), { once: true });
    call.send(file);
  });
