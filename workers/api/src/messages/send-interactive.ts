import { WaqtorError } from '@waqtor/contracts';
import type { Capabilities, InteractiveContent, Rendering, SendResponse } from '@waqtor/contracts';
import { renderInteractive, whyNoPoll } from '@waqtor/core/interactive/render-interactive';
import type { RenderedInteractive } from '@waqtor/core/interactive/render-interactive';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiContext } from '../api.ts';
import { askRoom } from '../session/ask-room.ts';
import { sendTo } from './send-to.ts';
import type { SendRequestHead, SendTarget } from './send-to.ts';

/** 422 when a poll was wished for and cannot be; `code` says why. */
const requireRenderable = (
  content: InteractiveContent,
  wish: Rendering | undefined,
  capabilities: Capabilities | null,
): void => {
  const obstacle = wish === 'poll' ? whyNoPoll(content, capabilities) : null;
  if (obstacle === null) return;
  throw new WaqtorError('validation_failed', {
    details: { reason: obstacle },
    errors: [{ pointer: '/renderAs', code: obstacle, message: 'cannot be a poll here' }],
  });
};

/** What the recipients of this session would see; nothing is sent. */
export const renderFor = async (
  c: ApiContext,
  session: SessionRecord,
  content: InteractiveContent,
  wish: Rendering | undefined,
): Promise<RenderedInteractive> => {
  const { capabilities } = await askRoom(c.env, session, (room) => room.state());
  requireRenderable(content, wish, capabilities);
  return renderInteractive(content, wish, capabilities);
};

const payloadOf = ({ poll, body }: RenderedInteractive, { chatId }: SendTarget) =>
  poll === null
    ? {
        kind: 'send_text' as const,
        chatId,
        text: body,
        quotedWaMessageId: null,
        mentionedIds: [],
        linkPreview: false,
      }
    : { kind: 'send_poll' as const, chatId, quotedWaMessageId: null, content: poll };

/** Sends buttons or a list as what the session can show. */
export const sendInteractive = (
  c: ApiContext,
  routeName: string,
  head: SendRequestHead & { renderAs?: Rendering | undefined },
  content: InteractiveContent,
): Promise<{ status: 200 | 202; body: SendResponse }> =>
  sendTo(c, routeName, head, async (target) => {
    const rendered = await renderFor(c, target.session, content, head.renderAs);
    return {
      payload: payloadOf(rendered, target),
      interactive: { content, renderedAs: rendered.renderedAs },
      // What a session can show changes with its host: a repetition after that is the same request.
      identity: JSON.stringify([target.chatId, content, head.renderAs ?? null]),
    };
  });
