import { afterEach, describe, expect, it } from 'vitest';
import { createEndpoint, forgetEndpoints, inTables } from './endpoint.fixture.ts';

const QUEUE = `SELECT * FROM deliveries WHERE due_at <= 5 AND +state = 'pending' AND is_test = 0 ORDER BY due_at, n LIMIT 9`;

afterEach(forgetEndpoints);

describe('query plans of an endpoint', () => {
  it.each([
    ['the next due ones', QUEUE, 'deliveries_queue'],
    ['the next time', 'SELECT MIN(due_at) AS due FROM deliveries WHERE due_at IS NOT NULL', 'deliveries_queue'],
    ['a busy lane', `SELECT 1 FROM deliveries WHERE due_at IS NOT NULL AND lane = 'a' LIMIT 1`, 'deliveries_active'],
    [
      'who waits in a lane',
      `SELECT n FROM deliveries INDEXED BY deliveries_waiting WHERE lane = 'a' AND state = 'pending' AND due_at IS NULL ORDER BY n LIMIT 1`,
      'deliveries_waiting',
    ],
    ['lost ones', `SELECT n FROM deliveries WHERE state = 'sending' AND +due_at <= 5`, 'deliveries_state'],
    ['what a recovery waits for', 'SELECT COUNT(*) AS n FROM deliveries WHERE recovering = 1', 'deliveries_recovering'],
    [
      'the log by state',
      `SELECT * FROM deliveries WHERE n < 9 AND state = 'failed' ORDER BY n DESC LIMIT 9`,
      'deliveries_state',
    ],
    [
      'the log by event',
      `SELECT * FROM deliveries WHERE event_type = 'a.b' ORDER BY n DESC LIMIT 9`,
      'deliveries_type',
    ],
    ['the log by id', `SELECT * FROM deliveries WHERE event_id = 'evt_1' ORDER BY n DESC LIMIT 9`, 'deliveries_event'],
    ['old ones', 'SELECT n, id FROM deliveries WHERE created_at < 5 ORDER BY created_at LIMIT 9', 'deliveries_created'],
  ])('W-5 finds %s by an index, and sorts nothing', async (_, sql, index) => {
    const endpoint = await createEndpoint();
    const plan = await inTables(endpoint, (tables) =>
      tables
        .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .toArray()
        .map(({ detail }) => detail)
        .join('; '),
    );
    expect(plan).toContain(index);
    expect(plan).not.toContain('TEMP B-TREE');
  });
});
