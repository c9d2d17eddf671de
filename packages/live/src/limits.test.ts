import {
  HUB_ACK_BYTES,
  HUB_ACK_INTERVAL_MS,
  HUB_CLOSES,
  HUB_ENCODING_PARAMETER,
  HUB_PING,
  HUB_PING_INTERVAL_MS,
  HUB_REPLACES_PARAMETER,
  MAX_CLIENT_FRAME_BYTES,
  MAX_TOPICS as CONTRACT_MAX_TOPICS,
  TOPIC_FAMILIES,
} from '@waqtor/contracts';
import { foldTopic as foldTopicOfHub } from '@waqtor/core/hub/topic';
import { describe, expect, it } from 'vitest';
import { ACK_AFTER_BYTES, ACK_AFTER_MS } from './acknowledger.ts';
import { PING, PING_INTERVAL_MS } from './heartbeat.ts';
import { hubQuery } from './hub-query.ts';
import { nextConnection } from './reconnect-policy.ts';
import { foldTopic, MAX_FRAME_BYTES, MAX_TOPICS } from './topics.ts';

/** The client imports contracts by type only (zod must not reach a browser): its own figures are compared here. */
describe('the client keeps the figures of the contract', () => {
  it('H-7 H-9 H-10 has the limits of the hub', () => {
    expect([PING, PING_INTERVAL_MS]).toEqual([HUB_PING, HUB_PING_INTERVAL_MS]);
    expect([MAX_FRAME_BYTES, MAX_TOPICS]).toEqual([MAX_CLIENT_FRAME_BYTES, CONTRACT_MAX_TOPICS]);
    expect([ACK_AFTER_BYTES, ACK_AFTER_MS]).toEqual([HUB_ACK_BYTES, HUB_ACK_INTERVAL_MS]);
  });

  it.each(Object.entries(HUB_CLOSES))('H-12 treats the close %s as the hub means it', (_, { code, isFinal }) => {
    expect(nextConnection({ closeCode: code, failures: 1, random: 0 }).kind).toBe(isFinal ? 'stop' : 'retry');
  });

  it('H-5 folds topics as the hub does', () => {
    const heads = [...TOPIC_FAMILIES, 'chat', 'inbox', 'all', 'other'].flatMap((head) => [head, `${head}s`]);
    const topics = heads.flatMap((head) => [head, `${head}:x`, `${head}:xs:y`]);
    expect(topics.map(foldTopic)).toEqual(topics.map(foldTopicOfHub));
  });

  it('H-11 H-12 asks by the names of the contract', () => {
    expect([...new URLSearchParams(hubQuery({ replaces: 'cnx_1' }))]).toEqual([
      [HUB_ENCODING_PARAMETER, 'gzip'],
      [HUB_REPLACES_PARAMETER, 'cnx_1'],
    ]);
    expect(hubQuery({ replaces: null })).toBe(`${HUB_ENCODING_PARAMETER}=gzip`);
  });
});
