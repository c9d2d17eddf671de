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

/** An accepted upgrade as it is; a refusal by the object as our problem document, by the code in its body. */
export const answerOfObject = async (answer: Response): Promise<Response> => {
  if (answer.status === 101) return answer;
  const code = await codeIn(answer);
  throw new WaqtorError(isErrorCode(code) ? code : (CODE_OF_STATUS[answer.status] ?? 'unavailable'));
};
