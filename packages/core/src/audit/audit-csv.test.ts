import type { AuditRow } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { AUDIT_CSV_HEADER, auditCsvLine } from './audit-csv.ts';

const row = (change: Partial<AuditRow> = {}): AuditRow => ({
  id: 'aud_0000000001',
  at: '2026-01-01T00:00:00.000Z',
  actor: { kind: 'user', id: 'usr_0000000001', name: 'Owner' },
  action: 'key.created',
  target: { kind: 'key', id: 'key_0000000001' },
  ip: '192.0.2.1',
  requestId: 'req_0000000001',
  outcome: 'done',
  count: 2,
  details: { mode: 'test' },
  seal: { seq: 7, hash: 'abc' },
  ...change,
});

describe('audit as CSV', () => {
  it('G-7 writes as many cells as its header names', () => {
    expect(AUDIT_CSV_HEADER).toBe(
      'id,at,actorKind,actorId,actorName,action,outcome,targetKind,targetId,count,ip,requestId,details,sealSeq,sealHash\r\n',
    );
    expect(auditCsvLine(row())).toBe(
      'aud_0000000001,2026-01-01T00:00:00.000Z,user,usr_0000000001,Owner,key.created,done,key,key_0000000001,2,' +
        '192.0.2.1,req_0000000001,"{""mode"":""test""}",7,abc\r\n',
    );
    expect(auditCsvLine(row({ target: null, seal: null, ip: null, actor: { ...row().actor, name: null } }))).toContain(
      'usr_0000000001,,key.created,done,,,2,,req_0000000001',
    );
  });

  it.each(['=HYPERLINK("http://x")', '+1', '-1+2', '@SUM(A1)', '\tx', '\r=1', '\n=1'])(
    'G-7 makes no formula of a name like %j',
    (name) => {
      const line = auditCsvLine(row({ actor: { kind: 'user', id: 'usr_0000000001', name } }));
      const start = 'aud_0000000001,2026-01-01T00:00:00.000Z,user,usr_0000000001,'.length;
      expect(line.slice(start).replace(/^"/, '').startsWith(`'${name[0]}`)).toBe(true);
    },
  );

  it('G-7 makes no formula of a request id, which the caller chose', () => {
    expect(auditCsvLine(row({ requestId: '-2+3.cmd' }))).toContain(`,'-2+3.cmd,`);
  });

  it('G-7 quotes commas, quotes and line ends', () => {
    const line = auditCsvLine(row({ actor: { kind: 'user', id: 'usr_0000000001', name: 'A, "B"\nC' } }));
    expect(line).toContain(',"A, ""B""\nC",');
  });
});
