export const SNIPPET_LANGUAGES = ['node', 'python', 'curl'] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];
export const SNIPPET_NAMES: Record<SnippetLanguage, string> = {
  node: 'Node',
  python: 'Python',
  curl: 'curl + openssl',
};

/** Receivers that check a signature by Standard Webhooks; the same as in docs/WEBHOOKS.md, without a framework. */
const SNIPPETS: Record<SnippetLanguage, string> = {
  node: `import { createHmac, timingSafeEqual } from 'node:crypto';

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64');

// body: the raw bytes of the request, before any JSON.parse
export function isFromWaqtor(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': at } = headers;
  if (Math.abs(Date.now() / 1000 - at) > 300) return false; // too old
  const sum = createHmac('sha256', key).update(\`\${id}.\${at}.\${body}\`).digest();
  return headers['webhook-signature'].split(' ').some((part) => {
    const given = Buffer.from(part.replace(/^v1,/, ''), 'base64');
    return given.length === sum.length && timingSafeEqual(given, sum);
  });
}`,
  python: `import base64, hashlib, hmac, os, time

key = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))

# body: the raw bytes of the request, before json.loads
def is_from_waqtor(headers, body: bytes) -> bool:
    mid, at = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(at)) > 300:  # too old
        return False
    signed = f"{mid}.{at}.".encode() + body
    mine = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(
        hmac.compare_digest(part.removeprefix("v1,"), mine)
        for part in headers["webhook-signature"].split()
    )`,
  curl: `# ID, TS: headers webhook-id and webhook-timestamp; body.json: the raw body
KEY_HEX=$(printf '%s' "\${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')

{ printf '%s.%s.' "$ID" "$TS"; cat body.json; } |
  openssl dgst -sha256 -mac HMAC -macopt hexkey:"$KEY_HEX" -binary | base64
# compare with webhook-signature: v1,…`,
};
export const verifySnippet = (language: SnippetLanguage): string => SNIPPETS[language];
