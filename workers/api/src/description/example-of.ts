import { RESOURCE_EXAMPLES } from '@waqtor/contracts/examples';
import type { JsonSchema } from './json-schema.ts';

/** Values of fields by their name, where type and format alone would say nothing to a reader. */
const BY_FIELD: Readonly<Record<string, unknown>> = {
  name: 'متجر الواحة',
  workspaceName: 'متجر الواحة',
  invitedByName: 'Huda',
  email: 'huda@example.com',
  newEmail: 'huda.new@example.com',
  password: 'a long pass phrase',
  currentPassword: 'a long pass phrase',
  newPassword: 'another long pass phrase',
  phone: '+966500000001',
  text: 'أهلًا، طلبك في الطريق.',
  chatId: '966500000002@c.us',
  to: '966500000002@c.us',
  from: '966500000009@c.us',
  emoji: '👍',
  shortcut: 'hours',
  question: 'متى نوصل الطلب؟',
  options: ['اليوم', 'غدًا'],
  buttonText: 'الفروع',
  latitude: 24.7136,
  longitude: 46.6753,
  waMessageId: 'true_966500000002@c.us_3EB0A1B2C3D4E5F60718',
  token: 'Zm9yIGEgbGluayBpbiBhbiBlLW1haWw',
  invitationToken: 'Zm9yIGEgbGluayBpbiBhbiBlLW1haWw',
  userId: 'usr_01HZX3V8K2M4N6P8Q0R2S4T6V8',
  url: 'https://shop.example.com/hooks/waqtor',
  events: ['message.received', 'session.status'],
  key: 'wq_test_AbCdEfGhIjKl_…',
  apiKey: 'wq_test_AbCdEfGhIjKl_…',
  hint: 'wq_test_AbCdEfGhIjKl…wxyz',
  secret: 'whsec_…',
  ip: '203.0.113.7',
  ips: ['203.0.113.0/24'],
  device: 'Chrome on Android',
  timeZone: 'Asia/Riyadh',
  defaultCountry: 'SA',
  ticket: 'eyJ2IjoxfQ.c2lnbmVk',
  version: '0.1.0',
  base64: 'iVBORw0KGgo=',
  mimetype: 'image/png',
  filename: 'receipt.png',
  eventType: 'message.received',
  event: 'message.received',
  type: 'message.received',
  requestId: 'req_01HZX3V8K2M4N6P8Q0R2S4T6V8',
  nextCursor: null,
  hasMore: false,
};
const ID_BODY = '01HZX3V8K2M4N6P8Q0R2S4T6V8';
const MOMENT = '2026-11-21T09:30:00.000Z';
const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': MOMENT,
  email: 'huda@example.com',
  uri: 'https://shop.example.com/hooks/waqtor',
  ipv4: '203.0.113.7',
  ipv6: '2001:db8::7',
};

const text = (schema: JsonSchema): string => {
  const { format, pattern, minLength } = schema as { format?: string; pattern?: string; minLength?: number };
  if (format !== undefined && format in BY_FORMAT) return BY_FORMAT[format] as string;
  const id = /^\^([a-z]{3})_\[/.exec(pattern ?? '');
  if (id) return `${id[1]}_${ID_BODY}`;
  const digits = /^\^\\d\{(\d+)\}\$$/.exec(pattern ?? '');
  if (digits) return '123456789'.slice(0, Number(digits[1]));
  if (pattern?.startsWith('^([01]') || pattern?.startsWith('^(?:[01]')) return '09:00';
  return 'text'.padEnd(minLength ?? 0, '.');
};

const typeOf = (schema: JsonSchema): string => {
  const type = Array.isArray(schema.type) ? (schema.type as string[]).find((each) => each !== 'null') : schema.type;
  return String(type ?? (schema.properties === undefined ? 'any' : 'object'));
};

/** Does the hint fit the type? A `key` may also be an object somewhere. */
const fits = (hint: unknown, schema: JsonSchema): boolean => {
  const types = Array.isArray(schema.type) ? (schema.type as string[]) : [String(schema.type)];
  if (hint === null) return types.includes('null');
  if (schema.enum !== undefined || schema.const !== undefined) return false;
  if (typeof hint === 'string' && typeof schema.pattern === 'string' && !new RegExp(schema.pattern).test(hint))
    return false;
  if (typeof hint === 'string' && typeof schema.maxLength === 'number' && hint.length > schema.maxLength) return false;
  if (typeof hint === 'string' && typeof schema.format === 'string') return false;
  if (Array.isArray(hint))
    return (
      types.includes('array') &&
      typeOf((schema.items ?? {}) as JsonSchema) === 'string' &&
      (schema.items as JsonSchema).enum === undefined &&
      (schema.items as JsonSchema).pattern === undefined
    );
  return types.includes(typeof hint);
};

/** Makes an example of a schema: curated where there is one, else of its fields. */
export const exampleOf = (schema: JsonSchema, components: Record<string, JsonSchema>, field = ''): unknown => {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return RESOURCE_EXAMPLES[name] ?? exampleOf(components[name] ?? {}, components, field);
  }
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return (schema.enum as unknown[]).find((value) => value !== '*') ?? schema.enum[0];
  if (field in BY_FIELD && fits(BY_FIELD[field], schema)) return BY_FIELD[field];
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices !== undefined) return exampleOf(choices[0] ?? {}, components, field);
  if (schema.default !== undefined) return schema.default;
  switch (typeOf(schema)) {
    case 'object': {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
      return Object.fromEntries(properties.map(([name, each]) => [name, exampleOf(each, components, name)]));
    }
    case 'array': {
      const count = Math.max(1, Number(schema.minItems ?? 1));
      return Array.from({ length: count }, () => exampleOf((schema.items ?? {}) as JsonSchema, components));
    }
    case 'integer':
    case 'number':
      return Number(
        schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : Number(schema.exclusiveMinimum) + 1),
      );
    case 'boolean':
      return true;
    case 'string':
      return text(schema);
    default:
      return schema.type === 'null' ? null : {};
  }
};
