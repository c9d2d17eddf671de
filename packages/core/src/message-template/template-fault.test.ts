import { describe, expect, it } from 'vitest';
import { templateFault } from './template-fault.ts';

describe('templateFault', () => {
  it.each([
    'no variable at all',
    'Hello {{name}}',
    'أهلًا {{الاسم|عميلنا}}، طلبك {{order_no}} في الطريق',
    '{{name|}}',
    '{{ name | dear customer }}',
    'a { single } brace',
  ])('M-3 takes %j', (body) => {
    expect(templateFault(body)).toBeNull();
  });

  it.each([
    ['Hello {{name', { at: 6, reason: 'unclosed' }],
    ['{{a {{b}}', { at: 0, reason: 'unclosed' }],
    ['name}}', { at: 4, reason: 'unopened' }],
    ['{{a}} }}', { at: 6, reason: 'unopened' }],
    ['{{}}', { at: 0, reason: 'bad_name' }],
    ['{{1st}}', { at: 0, reason: 'bad_name' }],
    ['{{first name}}', { at: 0, reason: 'bad_name' }],
    ['{{|default}}', { at: 0, reason: 'bad_name' }],
  ])('M-3 refuses %j', (body, fault) => {
    expect(templateFault(body)).toEqual(fault);
  });
});
