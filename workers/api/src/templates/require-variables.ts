import { WaqtorError } from '@waqtor/contracts';
import { templateFault } from '@waqtor/core/message-template/template-fault';

/** `validation_failed` for a text whose variables could not be filled in; `at` is the place of the brace. */
export const requireVariables = (body: string): void => {
  const fault = templateFault(body);
  if (fault === null) return;
  throw new WaqtorError('validation_failed', {
    details: { reason: fault.reason, at: fault.at },
    errors: [
      { pointer: '/body', code: fault.reason, message: 'must have variables such as {{name}} or {{name|default}}' },
    ],
  });
};
