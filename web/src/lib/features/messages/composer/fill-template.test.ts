import { describe, expect, it } from 'vitest';
import { fillTemplate } from './fill-template.ts';

describe('M-3 a saved text', () => {
  it.each([
    ['Hello {{name}}!', 'Hello هدى!'],
    ['{{ name }}، رقمك {{phone}}', 'هدى، رقمك +966'],
    ['{{order|your order}} is ready', 'your order is ready'],
    ['{{order}} is ready', '{{order}} is ready'],
    ['{name} {{}}', '{name} {{}}'],
  ])('M-3 %s', (body, expected) => {
    expect(fillTemplate(body, { name: 'هدى', phone: '+966', order: null })).toBe(expected);
  });
});
