import { describe, expect, it } from 'vitest';
import { guardUrl, type OutboundPolicy } from './guard-url.ts';

const production: OutboundPolicy = { allowLoopbackHttp: false, ownHosts: ['waqtor.dev'] };
const local: OutboundPolicy = { allowLoopbackHttp: true };
const ours: OutboundPolicy = { allowLoopbackHttp: true, ownPorts: [8787, 80] };
const verdict = (url: string, policy = production) => {
  const result = guardUrl(url, policy);
  return result.ok ? 'ok' : result.reason;
};

describe('outbound guard', () => {
  it.each([
    'https://hooks.customer.com/waqtor',
    'https://hooks.customer.com:443/',
    'https://hooks.customer.com:8443/a?b=c',
    'https://HOOKS.Customer.COM/',
    'https://hooks.customer.com./',
    'https://xn--mgbh0fb.xn--kgbechtv/',
    'https://متجر.شبكة/',
    'https://example.com\\@127.0.0.1/',
    'https://notlocalhost.com/',
    'https://internal.customer.com/',
    'https://metadatas.customer.com/',
    'https://notwaqtor.dev/',
    'https://receiver.example/',
    'https://receiver.invalid/',
  ])('W-9 lets %s pass', (url) => {
    expect(verdict(url)).toBe('ok');
  });

  it.each([
    ['', 'not_a_url'],
    ['hooks.customer.com', 'not_a_url'],
    ['https://', 'not_a_url'],
    ['https://256.1.1.1/', 'not_a_url'],
    ['https://[fe80::1%25eth0]/', 'not_a_url'],
    ['https://customer.com:99999/', 'not_a_url'],
    ['https://cust\tomer.com/', 'not_a_url'],
    ['https://customer.com/\r\nHost: x', 'not_a_url'],
    [`https://customer.com/${'a'.repeat(2048)}`, 'too_long'],
    ['http://hooks.customer.com/', 'scheme'],
    ['ftp://customer.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['gopher://customer.com/', 'scheme'],
    ['ws://customer.com/', 'scheme'],
    ['https://user@customer.com/', 'credentials'],
    ['https://user:pass@customer.com/', 'credentials'],
    ['https://customer.com@127.0.0.1/', 'credentials'],
    ['https://customer.com/#x', 'fragment'],
    ['https://customer.com:22/', 'port'],
    ['https://customer.com:80/', 'port'],
    ['https://customer.com:6379/', 'port'],
    ['https://localhost/', 'private_name'],
    ['https://localhost./', 'private_name'],
    ['https://LOCALHOST/', 'private_name'],
    ['https://a.localhost/', 'private_name'],
    ['https://printer.local/', 'private_name'],
    ['https://db.internal/', 'private_name'],
    ['https://metadata.google.internal/', 'private_name'],
    ['https://metadata.google.internal./', 'private_name'],
    ['https://metadata.customer.com/', 'private_name'],
    ['https://instance-data.ec2.amazonaws.com/', 'private_name'],
    ['https://intranet/', 'private_name'],
    ['https://router.lan/', 'private_name'],
    ['https://nas.home/', 'private_name'],
    ['https://nas.home.arpa/', 'private_name'],
    ['https://x.corp/', 'private_name'],
    ['https://x.onion/', 'private_name'],
    ['https://x.test/', 'private_name'],
    ['https://1.0.0.127.in-addr.arpa/', 'private_name'],
    ['https://a..customer.com/', 'private_name'],
    ['https://127.0.0.1/', 'private_address'],
    ['https://127.1/', 'private_address'],
    ['https://0177.0.0.1/', 'private_address'],
    ['https://0x7f.1/', 'private_address'],
    ['https://0x7f000001/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['https://①②⑦.0.0.1/', 'private_address'],
    ['https://127。0。0。1/', 'private_address'],
    ['https://127.0.0.1./', 'private_address'],
    ['https://%31%32%37.0.0.1/', 'private_address'],
    ['https://0/', 'private_address'],
    ['https://10.0.0.1/', 'private_address'],
    ['https://192.168.1.1:8443/', 'private_address'],
    ['https://169.254.169.254/latest/meta-data/', 'private_address'],
    ['https://100.100.100.200/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::]/', 'private_address'],
    ['https://[::ffff:127.0.0.1]/', 'private_address'],
    ['https://[::ffff:7f00:1]/', 'private_address'],
    ['https://[::127.0.0.1]/', 'private_address'],
    ['https://[64:ff9b::7f00:1]/', 'private_address'],
    ['https://[2002:7f00:1::]/', 'private_address'],
    ['https://[fd00:ec2::254]/', 'private_address'],
    ['https://[fe80::1]/', 'private_address'],
    ['https://127.0.1/', 'private_address'],
    ['https://017700000001/', 'private_address'],
    ['https://0x7f.0x0.0x0.0x1/', 'private_address'],
    ['https://１２７.０.０.１/', 'private_address'],
    ['https://0xa9fea9fe/', 'private_address'],
    ['https://172.16.5.4/', 'private_address'],
    ['https://[::7f00:1]/', 'private_address'],
    ['https://[64:ff9b:1::1]/', 'private_address'],
    ['https://[2001:0:53aa:64c::1]/', 'private_address'],
    ['https://[2001:db8::1]/', 'private_address'],
    ['https://[fe80::1%eth0]/', 'not_a_url'],
    ['https://[ff02::1]/', 'private_address'],
    ['https://metadata/', 'private_name'],
    ['https://8.8.8.8/', 'ip_literal'],
    ['https://134744072/', 'ip_literal'],
    ['https://[2606:4700:4700::1111]/', 'ip_literal'],
    ['https://waqtor.dev/api', 'own_host'],
    ['https://api.waqtor.dev/', 'own_host'],
    ['https://api.waqtor.dev./', 'own_host'],
  ])('W-9 refuses %s as %s', (url, reason) => {
    expect(verdict(url)).toBe(reason);
  });

  it.each(['http://127.0.0.1:4000/hook', 'http://localhost:1/', 'http://[::1]:65535/', 'http://127.1:80/'])(
    'W-9 opens %s in a local run and nowhere else',
    (url) => {
      expect(verdict(url, local)).toBe('ok');
      expect(verdict(url)).toBe('scheme');
    },
  );

  it.each([
    'http://192.168.1.1/',
    'http://169.254.169.254/',
    'http://customer.com/',
    'http://localhost./',
    'http://a.localhost/',
    'http://127.0.0.2/',
    'http://user@127.0.0.1/',
    'http://[::ffff:127.0.0.1]/',
    'https://127.0.0.1/',
  ])('W-9 keeps %s closed in a local run too', (url) => {
    expect(verdict(url, local)).not.toBe('ok');
  });

  it.each([
    'http://127.0.0.1:8787/',
    'http://localhost:8787/api',
    'http://[::1]:8787/',
    'http://0x7f.1:8787/',
    'http://localhost/',
  ])('W-9 keeps %s closed where a part of ours listens there', (url) => {
    expect(verdict(url, ours)).toBe('own_host');
    expect(verdict(url, local)).toBe('ok');
  });

  it('W-9 leaves the ports beside ours open, and closes nothing more of the internet', () => {
    expect(verdict('http://127.0.0.1:8788/', ours)).toBe('ok');
    expect(verdict('https://customer.com:8443/', { ...ours, ownPorts: [8443] })).toBe('ok');
  });
});
