import { describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { settle } from '../testing/fake-clock.ts';
import { sendText } from '../testing/fake-edge.ts';
import { EngineBroken, EngineRefusal } from '../engine/engine.ts';
import type { OutboundSend, SentMessage } from '../engine/engine.ts';
import { hang, state } from './testing/fake-engine.ts';
import { SessionHarness } from './testing/session-harness.ts';

const CHAT = '966500000002@c.us';
const text = (notAfter: string | null = null) => sendText(newId('cmd'), CHAT, 'hello', notAfter);
class Killed extends Error {}

describe('S-5 a send leaves exactly once', () => {
  it('S-5 sends a text once and tells one outcome', async () => {
    const h = await new SessionHarness().open();
    const command = text();
    await h.dispatch(command);
    expect(h.account.transmitted).toEqual([command.keyId]);
    expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 answers a command that comes again with the same outcome and no second send', async () => {
    const h = await new SessionHarness().open();
    const command = text();
    await h.dispatch(command);
    await h.dispatch(command);
    await h.reopen();
    await h.dispatch(command);
    expect(h.account.transmitted).toHaveLength(1);
    expect(h.outcomes(command)).toEqual(['sent', 'sent', 'sent']);
  });

  it('S-5 sends once when the same command comes twice in one frame', async () => {
    const h = await new SessionHarness().open();
    const command = text();
    await h.dispatch(command, command);
    expect(h.account.transmitted).toHaveLength(1);
    expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 sends a stored command after a restart that came before the intent', async () => {
    const h = await new SessionHarness().open();
    const command = text();
    h.faultPoint = (point) => {
      if (point === 'before_intent') throw new Killed();
    };
    await h.dispatch(command);
    h.faultPoint = () => undefined;
    await h.reopen();
    expect(h.account.transmitted).toEqual([command.keyId]);
    expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 sends once more under the same id what a restart finds absent after the intent', async () => {
    const h = await new SessionHarness().open();
    const command = text();
    h.faultPoint = (point) => {
      if (point === 'after_intent') throw new Killed();
    };
    await h.dispatch(command);
    expect(h.account.transmitted).toEqual([]);
    h.faultPoint = () => undefined;
    await h.reopen();
    expect(h.account.calls).toContain(`find ${command.keyId}`);
    expect(h.account.transmitted).toEqual([command.keyId]);
    expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 tells sent without a second send when the host died before the outcome', async () => {
    const h = await new SessionHarness().open();
    const command = text();
    h.faultPoint = (point) => {
      if (point === 'before_outcome') throw new Killed();
    };
    await h.dispatch(command);
    expect(h.account.transmitted).toHaveLength(1);
    expect(h.outcomes(command)).toEqual([]);
    h.faultPoint = () => undefined;
    await h.reopen();
    expect(h.account.transmitted).toHaveLength(1);
    expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 restarts the engine before it concludes anything about a send without answer', async () => {
    const h = await new SessionHarness().open();
    h.account.onSend = (_, signal) => hang(signal);
    const command = text();
    await h.dispatch(command);
    await h.clock.advance(15_500);
    expect(h.account.engines).toHaveLength(1);
    expect(h.account.alive).toBe(0);
    expect(h.outcomes(command)).toEqual([]);
    h.account.onSend = null;
    await h.clock.advance(2_000);
    expect(h.account.engines).toHaveLength(2);
    expect(h.account.transmitted).toEqual([command.keyId]);
    expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 gives up a message that the page leaves without answer again and again, and sends the others', async () => {
    const h = await new SessionHarness().open();
    const [poison, other] = [text(), text()];
    const send = (message: OutboundSend): Promise<SentMessage> =>
      message.keyId === poison.keyId
        ? Promise.reject(new EngineBroken('send'))
        : Promise.resolve(h.account.put(message.keyId, CHAT, 1));
    h.account.onSend = send;
    await h.dispatch(poison);
    await h.clock.advance(60_000);
    expect(h.outcomes(poison)).toEqual(['unknown outcome_unknown']);
    expect(h.account.engines).toHaveLength(3);
    await h.dispatch(other);
    expect(h.outcomes(other)).toEqual(['sent']);
    expect(h.account.transmitted).toEqual([other.keyId]);
  });

  it('S-5 concludes at once when a send without answer is in the store of the page', async () => {
    const h = await new SessionHarness().open();
    h.account.onSend = (message, signal) => {
      h.account.put(message.keyId, CHAT, 0);
      return hang(signal);
    };
    const command = text();
    await h.dispatch(command);
    await h.clock.advance(16_000);
    expect(h.outcomes(command)).toEqual(['handed_over']);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-5 restarts an engine that ignores its signal and never answers', async () => {
    const h = await new SessionHarness().open();
    h.account.onSend = () => new Promise(() => undefined);
    const command = text();
    await h.dispatch(command);
    await h.clock.advance(19_000);
    expect(h.account.alive).toBe(1);
    h.account.onSend = null;
    await h.clock.advance(3_500);
    expect(h.account.engines).toHaveLength(2);
    expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 tells unknown when the login was lost between the send and its look-up', async () => {
    const h = await new SessionHarness().open();
    h.account.onSend = (_, signal) => hang(signal);
    const command = text();
    await h.dispatch(command);
    h.account.onStart = (engine) => engine.emit(state('qr'));
    h.account.engine.emit(state('disconnected', 'unlinked'));
    await h.clock.advance(2_000);
    expect(h.outcomes(command)).toEqual(['unknown outcome_unknown']);
    expect(h.states().slice(-2)).toEqual(['starting', 'qr']);
  });

  it('S-5 tells failed when the engine refuses with certainty', async () => {
    const h = await new SessionHarness().open();
    h.account.onSend = () => Promise.reject(new EngineRefusal('number_not_on_whatsapp'));
    const command = text();
    await h.dispatch(command);
    expect(h.outcomes(command)).toEqual(['failed number_not_on_whatsapp']);
  });

  it('S-5 fails an absent message whose time is over instead of sending it late', async () => {
    const h = await new SessionHarness().open();
    const command = text(new Date(h.clock.now() + 5_000).toISOString());
    h.faultPoint = (point) => {
      if (point === 'after_intent') throw new Killed();
    };
    await h.dispatch(command);
    await h.crash();
    h.faultPoint = () => undefined;
    await h.clock.advance(6_000);
    await h.open();
    expect(h.account.transmitted).toEqual([]);
    expect(h.outcomes(command)).toEqual(['failed message_expired']);
  });

  it('M-4 expires a waiting command that was never given to the page', async () => {
    const h = new SessionHarness();
    h.account.onStart = (engine) => engine.emit(state('qr'));
    await h.open();
    const command = text(new Date(h.clock.now() + 5_000).toISOString());
    await h.dispatch(command);
    await h.clock.advance(4_000);
    expect(h.outcomes(command)).toEqual([]);
    await h.clock.advance(3_000);
    expect(h.outcomes(command)).toEqual(['failed message_expired']);
  });

  it('S-6 sends nothing once the lease is too old', async () => {
    const h = await new SessionHarness().open();
    h.maySend = false;
    const command = text();
    await h.dispatch(command);
    expect(h.account.transmitted).toEqual([]);
    h.maySend = true;
    h.session.setLeased(true);
    await settle();
    expect(h.account.transmitted).toEqual([command.keyId]);
  });

  it('S-5 asks for the messages of a chat in order, and waits for no answer before the next', async () => {
    const h = await new SessionHarness().open();
    const asked: string[] = [];
    const open: (() => void)[] = [];
    h.account.onSend = (message) => {
      asked.push(message.keyId);
      return new Promise((resolve) => open.push(() => resolve(h.account.put(message.keyId, CHAT, 1))));
    };
    const [a1, a2, a3] = [text(), text(), text()];
    const b1 = sendText(newId('cmd'), '966500000003@c.us', 'x');
    await h.dispatch(a1, a2, b1, a3);
    expect(asked).toHaveLength(4);
    expect(asked.filter((keyId) => keyId !== b1.keyId)).toEqual([a1.keyId, a2.keyId, a3.keyId]);
    for (const answer of open.toReversed()) answer();
    await settle();
    for (const command of [a1, a2, a3, b1]) expect(h.outcomes(command)).toEqual(['sent']);
  });

  it('S-5 sends in the old order what was with the engine when it broke', async () => {
    const h = await new SessionHarness().open();
    h.account.onSend = (_, signal) => hang(signal);
    const commands = [text(), text(), text()];
    await h.dispatch(...commands);
    h.account.onSend = null;
    h.account.engine.crash();
    await h.clock.advance(2_000);
    expect(h.account.transmitted).toEqual(commands.map(({ keyId }) => keyId));
    for (const command of commands) expect(h.outcomes(command)).toEqual(['sent']);
  });
});
