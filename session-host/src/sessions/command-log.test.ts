import { describe, expect, it } from 'vitest';
import type { Command } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { createLog } from '../telemetry/log.ts';
import { sendText } from '../testing/fake-edge.ts';
import { SessionHarness } from './testing/session-harness.ts';

const CHAT = '966500000002@c.us';
const TEXT = 'a very private sentence';

const logged = async () => {
  const lines: string[] = [];
  const harness = new SessionHarness();
  harness.log = createLog('info', (line) => lines.push(line));
  await harness.open();
  const of = (requestId: string) =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line.requestId === requestId)
      .map(({ text, kind, result, code }) => ({ text, kind, ...(result === undefined ? {} : { result, code }) }));
  return { harness, lines, of };
};

describe('the log of commands', () => {
  it('R-4 holds the id that the client gave, when its command begins and when it ends', async () => {
    const { harness, of } = await logged();
    await harness.dispatch({ ...sendText(newId('cmd'), CHAT, TEXT), requestId: 'client-request-7' });
    const began = { text: 'A command began', kind: 'send_text' };
    expect(of('client-request-7')).toContainEqual(began);
    expect(of('client-request-7').at(-1)).toMatchObject({ text: 'A command ended', kind: 'send_text', code: null });
  });

  it('R-4 holds it for orders and for what expires', async () => {
    const { harness, of } = await logged();
    const seen: Command = {
      id: newId('cmd'),
      keyId: null,
      payload: { kind: 'mark_seen', chatId: CHAT },
      requestId: 'client-request-8',
      notAfter: null,
    };
    const late = { ...sendText(newId('cmd'), CHAT, TEXT, new Date(1).toISOString()), requestId: 'client-request-9' };
    await harness.dispatch(seen, late);
    expect(of('client-request-8').at(-1)).toMatchObject({ kind: 'mark_seen', result: 'done' });
    expect(of('client-request-9').at(-1)).toMatchObject({ result: 'failed', code: 'message_expired' });
  });

  it('R-4 tells an end once, however often the command comes', async () => {
    const { harness, of } = await logged();
    const command = { ...sendText(newId('cmd'), CHAT, TEXT), requestId: 'client-request-10' };
    await harness.dispatch(command);
    await harness.dispatch(command, command);
    expect(of('client-request-10').map(({ text }) => text)).toEqual(['A command began', 'A command ended']);
  });

  it('R-4 knows neither the number nor the text', async () => {
    const { harness, lines } = await logged();
    await harness.dispatch({ ...sendText(newId('cmd'), CHAT, TEXT), requestId: 'client-request-11' });
    expect(lines.join('\n')).not.toContain(TEXT);
    expect(lines.join('\n')).not.toContain('966500000002');
  });
});
