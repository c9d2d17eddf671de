import { describe, expect, it } from 'vitest';
import { isApiPath } from './api-path.ts';
import { toApiRequest } from './api-request.ts';
import { withPageHeaders } from './page-headers.ts';

describe('A-3 the public origin', () => {
  it.each(['/api', '/api/user', '/ws', '/host/control', '/healthz', '/readyz'])('A-3 %s is the API', (path) => {
    expect(isApiPath(path)).toBe(true);
  });

  it.each(['/', '/ar/', '/apis', '/ws-monitor.html', '/en/messages', '/hosts'])('A-3 %s is a page', (path) => {
    expect(isApiPath(path)).toBe(false);
  });

  it('A-3 takes away headers that only our Workers may send', () => {
    const request = new Request('https://waqtor.test/api/user', {
      headers: { 'X-Waqtor-Internal-Principal': '{}', 'x-waqtor-internal-anything': '1', 'x-api-key': 'k' },
    });
    const passed = toApiRequest(request);
    expect([...passed.headers.keys()]).toEqual(['x-api-key']);
  });

  it('A-3 a page is for its reader alone and stays in no frame', () => {
    const page = new Response('<html>', { headers: { 'content-type': 'text/html' } });
    const { headers } = withPageHeaders(page, new URL('https://waqtor.test/ar/'));
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('M-2 a page may use the microphone itself, and lends it to nobody; other devices are closed', () => {
    const { headers } = withPageHeaders(new Response(''), new URL('https://waqtor.test/ar/'));
    const policy = headers.get('permissions-policy')?.split(', ');
    expect(policy).toContain('microphone=(self)');
    expect(policy).toContain('camera=()');
  });

  it('A-3 promises https only over https', () => {
    const { headers } = withPageHeaders(new Response(''), new URL('http://127.0.0.1/ar/'));
    expect(headers.has('strict-transport-security')).toBe(false);
  });
});
