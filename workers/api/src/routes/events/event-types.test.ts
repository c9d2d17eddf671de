import { EVENT_CATALOG } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';

interface Row {
  name: string;
  aliases: string[];
  topics: string[];
  isEphemeral: boolean;
}
interface Detail extends Row {
  schema: { $schema: string; properties: Record<string, { const?: unknown; properties?: object }> };
  example: { type: string };
}

const read = async <T>(path: string): Promise<T> => {
  const { apiKey } = await newWorkspace();
  return (await call(path, { key: apiKey })).json();
};

describe('GET /api/events/types', () => {
  it('K-1 lists every event of the catalogue with its aliases and topics', async () => {
    const { data } = await read<{ data: Row[] }>('/api/events/types');
    expect(data.map((row) => row.name)).toEqual(Object.keys(EVENT_CATALOG));
    expect(data.find((row) => row.name === 'session.status')).toMatchObject({
      aliases: ['client_connected', 'client_disconnected'],
      topics: ['all', 'session', 'session:<session id>'],
      isEphemeral: false,
    });
    expect(data.find((row) => row.name === 'inbox.updated')?.topics).toEqual(['inbox']);
  });

  it('K-1 gives one type with a JSON Schema 2020-12 of the whole event and an example', async () => {
    const detail = await read<Detail>('/api/events/types/message.received');
    expect(detail.schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(detail.schema.properties.type?.const).toBe('message.received');
    expect(detail.schema.properties.data?.properties).toHaveProperty('waMessageId');
    expect(detail.example.type).toBe('message.received');
  });

  it('K-1 answers 404 for a type that does not exist', async () => {
    const { apiKey } = await newWorkspace();
    const response = await call('/api/events/types/message.eaten', { key: apiKey });
    expect(await problemIn(response)).toMatchObject({ status: 404, code: 'not_found' });
  });
});
