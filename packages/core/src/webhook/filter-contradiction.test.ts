import { EVENT_CATALOG, type FilterCondition, type WebhookFilter } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { filterCannotMatch } from './filter-contradiction.ts';

const all = (...conditions: [string, FilterCondition['op'], FilterCondition['value']][]): WebhookFilter => ({
  conditions: conditions.map(([path, op, value]) => ({ path, op, value })),
});
const at = (index: number, field = '') => `/filter/conditions/${index}${field}`;

describe('filter contradiction', () => {
  it.each([
    [['message.received'], all(['data.type', 'eq', 'image'])],
    [['message.received'], all(['data.contact.phone', 'prefix', '9665'], ['data.body', 'contains', 'طلب'])],
    [['message.received'], all(['data.media.sizeBytes', 'gt', 1000], ['data.media.sizeBytes', 'lt', 2000])],
    [['message.received'], all(['data.media', 'eq', null])],
    [['message.received'], all(['data.quotedMessageId', 'exists', false])],
    [['message_received', 'session_qr'], all(['data.attempt', 'eq', 1])],
    [['*'], all(['data.campaignId', 'exists', true])],
    [['message.received', 'campaign.completed'], { chats: ['*@g.us'] }],
    [['client_connected'], all(['data.status', 'eq', 'ready'])],
    [['message.received'], all(['timestamp', 'gt', '2026-01-01'], ['timestamp', 'lt', '2027-01-01'])],
    [['message.received'], all(['data.type', 'in', ['image', 'video']], ['data.type', 'ne', 'image'])],
    [['*', 'notification.new'], null],
  ] as [string[], WebhookFilter | null][])('W-3 lets %j with %j pass', (events, filter) => {
    expect(filterCannotMatch(events, filter)).toBeNull();
  });

  it.each([
    [['message.received'], all(['data.typ', 'eq', 'image']), at(0, '/path'), 'unknown_path'],
    [['message.received'], all(['data.contact.phone.x', 'eq', 'a']), at(0, '/path'), 'unknown_path'],
    [['message.received'], all(['data.type', 'eq', 'picture']), at(0, '/value'), 'not_one_of'],
    [['message.received'], all(['type', 'eq', 'message.sent']), at(0, '/value'), 'not_one_of'],
    [['message.received'], all(['data.body', 'eq', 5]), at(0, '/value'), 'other_type'],
    [['message.received'], all(['data.body', 'gt', 5]), at(0, '/value'), 'other_type'],
    [['message.received'], all(['data.media.sizeBytes', 'contains', '5']), at(0, '/value'), 'other_type'],
    [['message.received'], all(['data.type', 'in', 'text']), at(0, '/value'), 'list_expected'],
    [['message.received'], all(['data.media', 'exists', 'yes']), at(0, '/value'), 'boolean_expected'],
    [['message.received'], all(['data.body', 'contains', 5]), at(0, '/value'), 'text_expected'],
    [['message.received'], all(['timestamp', 'gt', 'soon']), at(0, '/value'), 'number_or_time_expected'],
    [['message.received'], all(['data.body', 'eq', ['a']]), at(0, '/value'), 'one_value_expected'],
    [['message.received'], all(['data.type', 'eq', 'text'], ['data.type', 'eq', 'image']), at(1), 'contradiction'],
    [['message.received'], all(['data.type', 'in', ['text']], ['data.type', 'ne', 'text']), at(1), 'contradiction'],
    [['message.received'], all(['data.body', 'eq', 'abc'], ['data.body', 'prefix', 'x']), at(1), 'contradiction'],
    [
      ['message.received'],
      all(['data.media.sizeBytes', 'gt', 10], ['data.media.sizeBytes', 'lt', 10]),
      at(1),
      'contradiction',
    ],
    [
      ['message.received'],
      all(['timestamp', 'gt', '2027-01-01'], ['timestamp', 'lt', '2026-01-01']),
      at(1),
      'contradiction',
    ],
    [['message.received'], all(['data.media', 'exists', false], ['data.media', 'eq', null]), at(1), 'contradiction'],
    [
      ['message.received'],
      all(['data.media.id', 'eq', 'med_1'], ['data.media', 'exists', false]),
      at(1),
      'contradiction',
    ],
    [['client_connected'], all(['data.status', 'eq', 'qr']), at(0, '/value'), 'not_one_of'],
    [['session.status', 'campaign.started'], { chats: ['*'] }, '/filter/chats', 'no_chat'],
    [['notification.new', 'webhook.test'], null, '/events', 'never_delivered'],
  ] as [string[], WebhookFilter | null, string, string][])(
    'W-3 finds that %j with %j cannot match',
    (events, filter, pointer, why) => {
      expect(filterCannotMatch(events, filter)).toEqual({ pointer, why });
    },
  );

  it('W-3 names the condition that comes furthest among the subscribed types', () => {
    const filter = all(['data.chatId', 'exists', true], ['data.campaignId', 'exists', true]);
    expect(filterCannotMatch(['campaign.started', 'message.received'], filter)).toMatchObject({
      pointer: at(1, '/path'),
    });
  });

  it('W-3 knows the schema of every type of the catalogue', () => {
    for (const type of Object.keys(EVENT_CATALOG)) {
      if (filterCannotMatch([type], null) !== null) continue;
      expect(filterCannotMatch([type], all(['data.of_no_event', 'eq', 'x'])), type).toMatchObject({
        why: 'unknown_path',
      });
    }
  });
});
