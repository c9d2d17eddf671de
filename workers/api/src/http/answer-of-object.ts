import { WaqtorError, isErrorCode } from '@waqtor/contracts';
import type { ErrorCode } from '@waqtor/contracts';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'invalid_ticket',
  403: 'not_lease_holder',
  404: 'not_found',
  409: 'conflict',
  426: 'unsupported_protocol',
  429: 'rate_limited',
};

const codeIn = async (answer: Response): Promise<string> => {
  const text = await answer.text();
  try {
    return String((JSON.parse(text) as { code?: unknown }).code);
  } catch {
    // Not JSON: some objects answer with the code alone.
    return text.trim();
  }
};

/**
 * An accepted upgrade as it is; a refusal by the object as our problem document, by the code in its body, or by what
 * `renamed` calls it here.
 */
export const answerOfObject = async (
  answer: Response,
  renamed: Partial<Record<ErrorCode, ErrorCode>> = {},
): Promise<Response> => {
  if (answer.status === 101) return answer;
  const code = await codeIn(answer);
  const refusal = isErrorCode(code) ? code : (CODE_OF_STATUS[answer.status] ?? 'unavailable');
  throw new WaqtorError(renamed[refusal] ?? refusal);
};
