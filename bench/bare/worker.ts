/**
 * What the API would cost without being one: the same read of D1 and the same call into the room, behind a bare Hono
 * route. No authentication, no limits, no validation, no audit. The yardstick of bench/api.ts, on the same workerd.
 */
import { Hono } from 'hono';

interface Room {
  send(command: Record<string, unknown>): Promise<unknown>;
}
interface Env {
  DB: { prepare(sql: string): { bind(...values: string[]): { first(): Promise<unknown> } } };
  SESSION_ROOM: { getByName(name: string): Room };
}

const app = new Hono<{ Bindings: Env }>();

app.get('/read/:workspaceId', async (c) => {
  const row = await c.env.DB.prepare('SELECT * FROM workspaces WHERE id = ?').bind(c.req.param('workspaceId')).first();
  return c.json(row);
});

app.post('/send/:workspaceId/:sessionId', async (c) => {
  const { chatId, text } = await c.req.json<{ chatId: string; text: string }>();
  const room = c.env.SESSION_ROOM.getByName(`${c.req.param('workspaceId')}/${c.req.param('sessionId')}`);
  const receipt = await room.send({
    commandId: `cmd_${crypto.randomUUID().replaceAll('-', '')}`,
    fingerprint: crypto.randomUUID(),
    payload: { kind: 'send_text', chatId, text, quotedWaMessageId: null, mentionedIds: [], linkPreview: true },
    quotedMessageId: null,
    requestId: 'req_bench00000',
    lane: 'api',
    waitMs: 5_000,
  });
  return c.json(receipt);
});

export default app;
