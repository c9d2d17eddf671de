import { afterEach, describe, expect, it, vi } from 'vitest';
import { installPageCalls } from './page-calls.ts';
import type { PageCalls, PagePeer, PageReport } from './page-window.ts';

afterEach(() => vi.unstubAllGlobals());

const widOf = (text: string) => {
  const [user = '', server = ''] = text.split('@');
  return { user, server, isLid: () => server === 'lid', isGroup: () => server === 'g.us', toString: () => text };
};
type Wid = ReturnType<typeof widOf>;

/** As much of the page as telling of a person needs; `phones` is what it knows, by lid. */
const pageWith = (phones: Record<string, string>) => {
  const reports: PageReport[] = [];
  let tell: (contact: { id: Wid; phoneNumber?: Wid }) => void = () => undefined;
  const modules: Record<string, unknown> = {
    WAWebWidFactory: { createWid: widOf },
    WAWebCollections: {
      Chat: { get: () => undefined },
      Contact: { get: () => undefined, on: (_events: string, listener: typeof tell) => (tell = listener) },
    },
    WAWebLidMigrationUtils: {
      // Some builds answer the id itself where they know no other.
      toPn: (wid: Wid) => widOf(phones[wid.user] ?? String(wid)),
      toLid: (wid: Wid) => widOf(String(wid)),
    },
  };
  const window = {
    require: (name: string) => modules[name],
    WaQtorReports: { report: (report: PageReport) => reports.push(report), own: new Set() },
  } as unknown as Parameters<typeof vi.stubGlobal>[1] & { WaQtorOrders: (orders: object[]) => boolean };
  vi.stubGlobal('window', window);
  installPageCalls();
  const ask = async (name: keyof PageCalls, args: object): Promise<unknown> => {
    window.WaQtorOrders([{ n: 1, name, args }]);
    await vi.waitUntil(() => reports.some((report) => report.t === 'answer'));
    const answer = reports.find((report) => report.t === 'answer');
    return answer?.t === 'answer' ? answer.value : undefined;
  };
  return {
    peer: (chatId: string) => ask('peer', { chatId }) as Promise<PagePeer>,
    learn: (lid: string, phone: string) => tell({ id: widOf(lid), phoneNumber: widOf(phone) }),
    identities: () => reports.filter((report) => report.t === 'identity'),
  };
};

describe('who is behind a chat, as the page tells it', () => {
  it('S-10 takes no lid for a number, also when the page answers the lid itself', async () => {
    const page = pageWith({});
    expect(await page.peer('100000000000001@lid')).toMatchObject({ phone: null, lid: '100000000000001' });
  });

  it('S-10 takes no number for a lid', async () => {
    expect(await pageWith({}).peer('966500000001@c.us')).toMatchObject({ phone: '966500000001', lid: null });
  });

  it('S-10 knows the number of a lid when the page has the mapping', async () => {
    const page = pageWith({ '100000000000001': '966500000001@c.us' });
    expect(await page.peer('100000000000001@lid')).toMatchObject({ phone: '966500000001', lid: '100000000000001' });
  });

  it('S-10 reports the number of somebody asked for when the page learns it, once, and of nobody else', async () => {
    const page = pageWith({});
    await page.peer('100000000000001@lid');
    page.learn('100000000000002@lid', '966500000002@c.us');
    page.learn('100000000000001@lid', '100000000000001@lid');
    page.learn('100000000000001@lid', '966500000001@c.us');
    page.learn('100000000000001@lid', '966500000001@c.us');
    expect(page.identities()).toEqual([{ t: 'identity', phone: '966500000001', lid: '100000000000001' }]);
  });
});
