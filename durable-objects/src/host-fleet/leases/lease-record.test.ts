import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { stub, TestFleet } from '../fleet.fixture.ts';
import { leasesSql } from './lease-record.ts';

describe('leases of one kind', () => {
  it.each([
    ['target_host IS NOT NULL', 'leases_target'],
    ["holder = 'hst_x'", 'leases_holder'],
  ])('S-6 are found by index: %s', async (condition, index) => {
    await new TestFleet().session();
    const plan = await runInDurableObject(stub(), (_fleet, { storage }) =>
      storage.sql
        .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${leasesSql(condition)}`)
        .toArray()
        .map(({ detail }) => detail),
    );
    expect(plan.join()).toContain(index);
  });
});
