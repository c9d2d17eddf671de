import { describeError, log } from '../log.ts';

/**
 * The second half of a change whose first half stands in D1: a failure is logged and kept from whoever asked, because
 * the row says what is left and `finishChanges` does it. True when it is done.
 */
export const finishLater = async (
  finish: () => Promise<unknown>,
  of: { sessionId: string } | { hostId: string },
): Promise<boolean> => {
  try {
    await finish();
    return true;
  } catch (error) {
    log('error', 'a change is finished later', { ...of, ...describeError(error) });
    return false;
  }
};
