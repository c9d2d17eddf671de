import type { Page } from 'playwright-core';

interface Sent {
  path: string;
  body: Record<string, unknown>;
  key: string | undefined;
}
export interface InteractiveMock {
  sent: Sent[];
  /** What the next send is answered with instead of an outcome. */
  refusal: { status: number; json: unknown } | null;
}
interface Written {
  text: string;
  footer?: string;
  buttons?: { id?: string; title: string }[];
  sections?: { rows: { id?: string; title: string; description?: string }[] }[];
  renderAs?: 'poll' | 'menu';
}

/** Stands in for the rendering of the API: its shape, not its wording. */
const previewOf = ({ text, buttons, sections, renderAs }: Written) => {
  const rows = buttons ?? (sections ?? []).flatMap((section) => section.rows);
  const options = rows.map(({ id, title }, index) => ({ id: id ?? String(index + 1), title }));
  if (renderAs === 'menu' || sections) {
    const lines = options.map(({ title }, index) => `${index + 1}. ${title}`);
    return { renderedAs: 'menu', body: `*${text}*\n\n${lines.join('\n')}`, poll: null, options };
  }
  const poll = { kind: 'poll', question: text, options: options.map(({ title }) => title), allowMultiple: false };
  return { renderedAs: 'poll', body: '', poll, options };
};

/** Answers preview and sending from this file, and has a session that is ready and sends polls. */
export const mockInteractive = async (page: Page): Promise<InteractiveMock> => {
  const mock: InteractiveMock = { sent: [], refusal: null };
  await page.route('**/api/messages/preview-interactive*', (route) =>
    route.fulfill({ json: previewOf(route.request().postDataJSON() as Written) }),
  );
  await page.route(/\/api\/messages\/send-(button|list|poll)$/, (route) => {
    const request = route.request();
    const body = request.postDataJSON() as Record<string, unknown>;
    mock.sent.push({ path: new URL(request.url()).pathname, body, key: request.headers()['idempotency-key'] });
    const refusal = mock.refusal;
    mock.refusal = null;
    if (refusal) return route.fulfill({ ...refusal, contentType: 'application/problem+json' });
    return route.fulfill({
      json: {
        messageId: 'msg_01JD0000000000000000000001',
        waMessageId: null,
        status: 'sent',
        timestamp: '2026-11-21T12:00:00.000Z',
        renderedAs: 'poll',
      },
    });
  });
  return mock;
};
