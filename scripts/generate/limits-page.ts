import {
  CONTENT_LIMITS,
  HUB_ACK_BYTES,
  HUB_ACK_INTERVAL_MS,
  HUB_BUCKET_REFILL_PER_SECOND,
  HUB_BUCKET_TOKENS,
  HUB_BUCKET_VIOLATIONS,
  HUB_CREDIT_BYTES,
  HUB_CREDIT_DEADLINE_MS,
  HUB_SILENCE_LIMIT_MS,
  MAX_CLIENT_FRAME_BYTES,
  MAX_EVENT_BYTES,
  MAX_TOPICS,
  MAX_TOPIC_CHARS,
  MAX_INLINE_MEDIA_BYTES,
  MAX_PICTURE_BYTES,
  MAX_RECOVERED_DELIVERIES,
  MAX_SECRET_GRACE_SECONDS,
  MAX_SEND_AHEAD_MS,
  MAX_TEMPLATES,
  MAX_TEXT_CHARS,
  MAX_UPLOAD_BYTES,
  MAX_WEBHOOK_HEADERS,
  MAX_WEBHOOK_HEADERS_BYTES,
  UPLOAD_TTL_MS,
  WEBHOOK_RESPONSE_EXCERPT_BYTES,
  WEBHOOK_TIMEOUT_MS,
} from '@waqtor/contracts';
import { MAX_FRAME_STRING_CHARS, MAX_TOLERATED_FRAME_BYTES } from '@waqtor/core/hub/client-frame';
import { LOG_MAX_AGE_MS, LOG_MAX_BYTES, LOG_MIN_EVENTS } from '@waqtor/core/hub/retention';
import { DELETE_WITHIN_MS, EDIT_WITHIN_MS } from '@waqtor/core/message/change-rules';
import { MAX_OUTBOUND_URL_CHARS } from '@waqtor/core/webhook/guard-url';
import { FAILING_LIMIT_MS, MAX_RETRY_AFTER_MS } from '@waqtor/core/webhook/retry-schedule';
import { MAX_NOTES, QUEUE_TTL_MS } from '../../durable-objects/src/session-room/limits.ts';
import {
  DELIVERY_KEPT_MS,
  MAX_LOGGED_ATTEMPTS,
  MAX_PENDING,
  MAX_SETTLED_DELIVERIES,
} from '../../durable-objects/src/webhook-endpoint/limits.ts';
import { FETCH_TIMEOUT_MS, MAX_LINK_SECONDS } from '../../workers/api/src/media/limits.ts';
import { IDEMPOTENCY_LOCK_MS, IDEMPOTENCY_TTL_MS } from '../../workers/api/src/middleware/idempotency/lifetime.ts';
import { MAX_JSON_BYTES, MAX_MEDIA_JSON_BYTES } from '../../workers/api/src/middleware/limits/body-sizes.ts';
import { DEFAULT_LIMITS } from '../../workers/api/src/middleware/rate-limit/policies.ts';
import { MAX_ENDPOINTS, MAX_LIVE_KEYS, MAX_PEOPLE, MAX_SESSIONS } from '../../workers/api/src/usage/resource-limits.ts';
import { TESTS_OF_ENDPOINT } from '../../workers/api/src/webhooks/limit-tests.ts';
import { MAX_RECOVERY_DAYS } from '../../workers/api/src/webhooks/recovery-window.ts';

const number = (value: number): string => value.toLocaleString('en-US');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** M-1 to M-5. */
const messages = (): string[] => [
  '## Messages',
  '',
  '| what | limit |',
  '|---|---|',
  `| text, caption | ${number(MAX_TEXT_CHARS)} characters |`,
  `| options of a poll | 2 to ${CONTENT_LIMITS.pollOptions}, ${CONTENT_LIMITS.pollOptionChars} characters each; its question ${CONTENT_LIMITS.pollQuestionChars} |`,
  `| buttons | ${CONTENT_LIMITS.buttons}, ${CONTENT_LIMITS.buttonChars} characters each |`,
  `| rows of a list | ${CONTENT_LIMITS.listRows} in all; title ${CONTENT_LIMITS.rowTitleChars}, description ${CONTENT_LIMITS.rowDescriptionChars} characters |`,
  `| cards of one message | ${CONTENT_LIMITS.sharedContacts} |`,
  `| a file in the request (base64) | ${number(MAX_INLINE_MEDIA_BYTES)} bytes |`,
  `| an upload, or a file by its URL | ${number(MAX_UPLOAD_BYTES)} bytes; a URL has ${number(MAX_OUTBOUND_URL_CHARS)} characters and ${FETCH_TIMEOUT_MS / 1000} s |`,
  `| an upload that no message names | deleted after ${UPLOAD_TTL_MS / HOUR_MS} hours |`,
  `| a link to a medium | works for ${MAX_LINK_SECONDS / 86_400} days at most |`,
  `| \`sendAt\` | ${MAX_SEND_AHEAD_MS / DAY_MS} days ahead |`,
  `| waiting without being handed over | ${QUEUE_TTL_MS / MINUTE_MS} minutes beyond its turn, then \`expired\` |`,
  `| editing, deleting for everyone | ${EDIT_WITHIN_MS / MINUTE_MS} minutes, ${DELETE_WITHIN_MS / HOUR_MS} hours (WhatsApp's own) |`,
  `| notes of a chat | the newest ${MAX_NOTES} |`,
  '',
];

/** W-3 to W-5. */
const webhooks = (): string[] => [
  '## Webhooks',
  '',
  '| what | limit |',
  '|---|---|',
  `| one attempt, answer included | ${WEBHOOK_TIMEOUT_MS / 1000} s |`,
  `| body of a delivery | ${number(MAX_EVENT_BYTES)} bytes of event; longer texts are cut |`,
  `| kept of an answer | ${number(WEBHOOK_RESPONSE_EXCERPT_BYTES)} bytes |`,
  `| headers of your own | ${MAX_WEBHOOK_HEADERS}, ${number(MAX_WEBHOOK_HEADERS_BYTES)} bytes together |`,
  `| \`Retry-After\` that is heeded | ${MAX_RETRY_AFTER_MS / HOUR_MS} hours |`,
  `| failing without a success | ${FAILING_LIMIT_MS / DAY_MS} days, then disabled |`,
  `| waiting at one endpoint | ${number(MAX_PENDING)} deliveries; further events wait in the log |`,
  `| log of deliveries | ${DELIVERY_KEPT_MS / DAY_MS} days, the newest ${number(MAX_SETTLED_DELIVERIES)} that are settled, ${MAX_LOGGED_ATTEMPTS} attempts of each |`,
  `| one recovery | ${number(MAX_RECOVERED_DELIVERIES)} deliveries of the last ${MAX_RECOVERY_DAYS} days; \`nextSince\` tells where to go on |`,
  `| grace of an old secret | ${MAX_SECRET_GRACE_SECONDS / 86_400} days |`,
  `| tests of one endpoint | ${TESTS_OF_ENDPOINT.limit} in ${TESTS_OF_ENDPOINT.windowMs / MINUTE_MS} minute |`,
  '',
];

/** What the API and live connections refuse, and by which setting another limit holds. */
export const limitsPage = (): string =>
  [
    '# Limits',
    '',
    '<!-- Generated by `npm run generate` from the constants. Do not edit. -->',
    '',
    '## Requests',
    '',
    '| policy | counts | default | setting |',
    '|---|---|---|---|',
    `| \`address\` | requests of one network, upgrades to \`/ws\` included: an IPv4 address, or the /64 of an IPv6 address | ${number(DEFAULT_LIMITS.addressPerMinute)} a minute | \`WAQTOR_LIMIT_ADDRESS_PER_MINUTE\` |`,
    `| \`key\` | requests with one API key, or in one login of a person | ${number(DEFAULT_LIMITS.keyPerMinute)} a minute | \`WAQTOR_LIMIT_KEY_PER_MINUTE\` |`,
    `| \`workspace\` | requests of a workspace; refuses keys alone, so that people still reach the dashboard | ${number(DEFAULT_LIMITS.workspacePerDay)} a day (UTC) | \`WAQTOR_QUOTA_REQUESTS_PER_DAY\` |`,
    '',
    'Every answer of `/api` tells the policies it counted against and where they stand (draft-ietf-httpapi-ratelimit-headers):',
    '',
    '```',
    `RateLimit-Policy: "address";q=${DEFAULT_LIMITS.addressPerMinute};w=60, "key";q=${DEFAULT_LIMITS.keyPerMinute};w=60, "workspace";q=${DEFAULT_LIMITS.workspacePerDay};w=86400`,
    'RateLimit: "address";r=1187;t=41, "key";r=1187;t=22, "workspace";r=498211;t=30122',
    '```',
    '',
    '`r` requests are left for the next `t` seconds. Beyond that the answer is 429 with `rate_limited` or `quota_exhausted`, the names in `violated-policies`, and `Retry-After`. A refused request does not count.',
    '',
    'Windows of keys and workspaces begin with the minute and the day; that of an address with its first request. Each instance of the API counts for itself and leases requests of keys and workspaces in lumps of at most 250 (a twentieth of a small limit): with one instance the limits are exact, with several each may exceed them by a lump. The limit of an address holds in each instance. An attempt to sign in is limited besides: after five failures the wait doubles from 1 s to 15 minutes.',
    '',
    '## Sizes',
    '',
    '| what | limit |',
    '|---|---|',
    `| JSON body | ${number(MAX_JSON_BYTES)} bytes |`,
    `| body of \`POST /api/messages/send-media\` | ${number(MAX_MEDIA_JSON_BYTES)} bytes; the file itself ${number(MAX_INLINE_MEDIA_BYTES)} |`,
    `| picture of a person, logo of a workspace | ${number(MAX_PICTURE_BYTES)} bytes |`,
    '| `limit` of a page | 1 to 100, default 50 |',
    '',
    ...messages(),
    ...webhooks(),
    '## Live connections',
    '',
    '| what | limit | beyond it |',
    '|---|---|---|',
    `| frame of a client | ${number(MAX_CLIENT_FRAME_BYTES)} bytes; strings in it ${number(MAX_FRAME_STRING_CHARS)} characters | \`frame_too_large\`, \`frame_invalid\`; over ${number(MAX_TOLERATED_FRAME_BYTES)} bytes closed with 1009 |`,
    `| frames of a connection, and of all connections of one network | ${HUB_BUCKET_TOKENS} at once, ${HUB_BUCKET_REFILL_PER_SECOND} a second; each full kilobyte counts as one more, \`ack\` and \`ping\` as none, and the first frame of a connection not for its network | \`rate_limit_warning\`, the frame is dropped; the connection's own limit ${HUB_BUCKET_VIOLATIONS} times: closed with 1008 |`,
    `| topics of a connection | ${MAX_TOPICS} of ${MAX_TOPIC_CHARS} characters | \`frame_invalid\` |`,
    `| sent and not acknowledged | ${number(HUB_CREDIT_BYTES)} bytes; acknowledge each ${number(HUB_ACK_BYTES)} bytes or ${HUB_ACK_INTERVAL_MS / 1000} s | nothing more is sent until the ack; after ${HUB_CREDIT_DEADLINE_MS / 1000} s closed with 1013 |`,
    `| silence | ${HUB_SILENCE_LIMIT_MS / 1000} s | closed with 1001 |`,
    `| event log | ${LOG_MAX_AGE_MS / 3_600_000} hours and at least ${number(LOG_MIN_EVENTS)} events, at most ${number(LOG_MAX_BYTES)} bytes | \`gap\` |`,
    '',
    '## Things of one workspace',
    '',
    '| what | limit |',
    '|---|---|',
    `| sessions | ${MAX_SESSIONS} |`,
    `| members, open invitations included | ${MAX_PEOPLE} |`,
    `| API keys that work | ${MAX_LIVE_KEYS} |`,
    `| webhook endpoints | ${MAX_ENDPOINTS} |`,
    `| templates | ${MAX_TEMPLATES} |`,
    '',
    '`GET /api/usage` answers what is used of these.',
    '',
    '## Repetitions',
    '',
    `A POST with \`Idempotency-Key\` (1 to 255 visible ASCII characters) has its effect once in ${IDEMPOTENCY_TTL_MS / 3_600_000} hours for the same key or person, workspace and path. A repetition gets the same answer with \`Idempotency-Replayed: true\`; the same key with another body is 422 \`idempotency_key_reused\`; while the first request is served it is 409 \`idempotency_in_progress\` with \`Retry-After\`. Answers 400, 401, 403, 413, 415, 422, 429 and 5xx are not kept: the next request under the key is served. A request that died without an answer holds its key for ${IDEMPOTENCY_LOCK_MS / 1000} s.`,
    '',
  ].join('\n');
