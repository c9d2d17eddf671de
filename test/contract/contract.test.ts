import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { Caller } from './caller.ts';
import { type ApiDocument, closed, type Described, operationsOf } from './described.ts';
import { Prism } from './prism.ts';
import { bodyOf, looseText } from './schema-arbitrary.ts';

const CUSTOMER = '966500000001';
/** Changes with every reason to try other values; a failure names its own. */
const SEED = 20_261_121;
const RUNS = 12;
const DEADLINE_MS = 90_000;

/** They end the login or the account that every other call needs. */
const ENDS_THE_CALLER =
  /^(signOut|logout(Default)?Session|restart(Default)?Session|stopSession|deleteSession|deleteAccount|deleteWorkspace|leaveWorkspace|revokeLogin|revokeOtherLogins|transfer|changePassword|changeEmail|switchWorkspace)/;

describe('the API keeps what its description says', () => {
  let product: Product;
  let prism: Prism;
  let caller: Caller;
  let document: ApiDocument;
  let operations: Described[];
  /** One id of each resource, by the segment of the path that comes before it. */
  const ids = new Map<string, string>();
  const idOf = (resource: string): string => ids.get(resource) ?? 'x';

  beforeAll(async () => {
    product = await startProduct({ env: { WAQTOR_ENGINE: 'memory' } });
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'هدى' });
    await product.link();
    document = closed((await product.api<ApiDocument>('GET', '/api/openapi.json')).body);
    operations = operationsOf(document);
    [prism, caller] = await Promise.all([Prism.start(document, `${product.dev.apiUrl}/api`), Caller.signIn(product)]);
  });
  afterAll(async () => {
    await prism?.stop();
    await product?.stop();
  });

  /** By the proxy, with the example of the description as its body; the violation, or null. */
  const callByProxy = async (operation: Described, overrides: { body?: unknown; query?: string } = {}) => {
    const body = overrides.body ?? operation.bodyExample;
    const required = operation.query
      .filter((each) => each.required)
      .map((each) => `${each.name}=${(each.schema.enum as string[] | undefined)?.[0] ?? 'x'}`);
    const query = overrides.query ?? (required.length > 0 ? `?${required.join('&')}` : '');
    const reply = await caller.call(
      operation,
      `${prism.url}${operation.url(idOf)}${query}`,
      body === undefined ? undefined : JSON.stringify(body),
    );
    const violation = Prism.violationIn(reply.text);
    return { ...reply, violation: violation === null ? null : `${operation.title}: ${violation}` };
  };
  const named = (id: string): Described => {
    const found = operations.find((operation) => operation.id === id);
    if (!found) throw new Error(`The description has no operation ${id}.`);
    return found;
  };
  const make = async (resource: string, id: string, body: unknown): Promise<void> => {
    const reply = await callByProxy(named(id), { body });
    expect([id, reply.violation, reply.status]).toEqual([id, null, reply.status < 300 ? reply.status : 201]);
    const made = JSON.parse(reply.text) as Record<string, string>;
    ids.set(resource, made.id ?? made.messageId ?? made.sessionId ?? 'x');
  };

  it('K-1 while resources of every kind are made through a contract proxy, nothing departs from the description', async () => {
    ids.set('sessions', product.dev.sessionId).set('workspaces', product.dev.workspaceId).set('types', 'message.sent');
    ids.set('chats', `${CUSTOMER}@c.us`);
    await make('webhooks', 'createWebhook', {
      url: 'http://127.0.0.1:9/x',
      events: ['*'],
      retry: { profile: 'quick' },
    });
    await make('messages', 'sendText', { chatId: CUSTOMER, text: 'أهلًا 👋', options: { linkPreview: false } });
    await make('messages', 'sendMedia', {
      chatId: CUSTOMER,
      type: 'image',
      caption: 'صورة',
      media: {
        base64: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      },
    });
    await make('keys', 'createKey', { name: 'Till', scopes: ['messages:send'] });
    const made = await callByProxy(named('createEnrolmentCode'));
    expect([made.violation, made.status]).toEqual([null, 201]);
    const { code } = JSON.parse(made.text) as { code: string };
    const host = { code, publicKey: randomBytes(32).toString('base64url'), name: 'Rack 2' };
    const enrolled = await product.api<{ hostId: string }>('POST', '/host/enrol', host);
    ids.set('hosts', enrolled.body.hostId);
  });

  it('K-1 the proxy tells of an answer that departs from the description', async () => {
    const { schemas = {} } = document.components;
    const stricter = { ...schemas.Webhook, required: ['id', 'colour'] };
    const other = await Prism.start(
      { ...document, components: { ...document.components, schemas: { ...schemas, Webhook: stricter } } },
      `${product.dev.apiUrl}/api`,
    );
    try {
      const { text } = await caller.call(named('getWebhook'), `${other.url}/webhooks/${idOf('webhooks')}`);
      expect(Prism.violationIn(text)).toContain('colour');
    } finally {
      await other.stop();
    }
  });

  it(
    'K-1 every operation, called by the example of its description through a contract proxy, answers as described',
    async () => {
      const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
      const calls = operations
        .filter((operation) => !ENDS_THE_CALLER.test(operation.id) && !operation.isPublic)
        .sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
      const violations: string[] = [];
      const failures: string[] = [];
      for (const operation of calls) {
        const { violation, status } = await callByProxy(operation);
        if (violation !== null) violations.push(violation);
        // What is read without naming anything must be there.
        if (operation.method === 'GET' && !operation.path.includes('{') && status >= 400)
          failures.push(`${operation.title}: ${status}`);
      }
      expect(violations).toEqual([]);
      expect(failures).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'K-1 no request made from the schemas, right or wrong, gets a 5xx, or an answer that is not described',
    async () => {
      const faults: string[] = [];
      /** Answers by the first digit of their status. */
      const seen = new Map<number, number>();
      const judge = async (operation: Described): Promise<void> => {
        const query = fc.record(
          Object.fromEntries(operation.query.map(({ name, schema }) => [name, looseText(schema)])),
          { requiredKeys: operation.query.filter((each) => each.required).map((each) => each.name) },
        );
        const input = fc.record({
          path: fc.oneof(
            { weight: 3, arbitrary: fc.constant(null) },
            { weight: 1, arbitrary: looseText({ type: 'string' }) },
          ),
          query,
          body: operation.bodySchema === null ? fc.constant(undefined) : bodyOf(operation.bodySchema),
        });
        for (const sample of fc.sample(input, { seed: SEED, numRuns: RUNS })) {
          // What exists is named by the requests that change nothing for good.
          const isKind = operation.method === 'GET' || operation.method === 'PATCH';
          const fill = (resource: string): string => sample.path ?? (isKind ? idOf(resource) : 'x');
          const search = new URLSearchParams(sample.query as Record<string, string>).toString();
          const url = `${product.dev.apiUrl}/api${operation.url(fill)}${search === '' ? '' : `?${search}`}`;
          // A segment of dots, or an empty one, is another address.
          if (new URL(url).pathname.split('/').length !== `/api${operation.path}`.split('/').length) continue;
          if (new URL(url).pathname.endsWith('/')) continue;
          const reply = await caller.call(operation, url, sample.body);
          const family = Math.floor(reply.status / 100);
          seen.set(family, (seen.get(family) ?? 0) + 1);
          const fault = operation.faultOf(reply.status, reply.contentType, reply.text);
          if (fault !== null) faults.push(`${operation.title} ${JSON.stringify(sample).slice(0, 400)}: ${fault}`);
        }
      };
      const list = operations.filter((operation) => !ENDS_THE_CALLER.test(operation.id));
      const LANES = 4;
      await Promise.all(
        Array.from({ length: LANES }, async (_, lane) => {
          for (const operation of list.filter((_each, at) => at % LANES === lane)) await judge(operation);
        }),
      );
      expect(faults.slice(0, 30)).toEqual([]);
      // Both kinds were really met.
      expect(Math.min(seen.get(2) ?? 0, seen.get(4) ?? 0)).toBeGreaterThan(40);
    },
    DEADLINE_MS,
  );
});
