import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NetworkStore } from './network-store.ts';

const account = (phone: string) => ({ phone, name: 'A', lid: `${phone}0`, persona: null, isPhoneHidden: 0 });

describe('the store of the simulated network', () => {
  it('S-8 keeps what was written right before it was closed, also by what the turn said last', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'waqtor-network-'));
    const store = new NetworkStore(dataDir);
    store.putAccount(account('966500000001'));
    store.turn.afterwards(() => store.putAccount(account('966500000002')));
    store.close();
    // The end that the turn had asked for finds a closed store; a throw there would end the process.
    await nextTurn();
    await nextTurn();

    const reopened = new NetworkStore(dataDir);
    expect(reopened.accounts(10).map(({ phone }) => phone)).toEqual(['966500000001', '966500000002']);
    reopened.close();
  });

  it('S-10 opens a folder of an earlier simulator, in which nobody hides a number', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'waqtor-network-'));
    const earlier = new DatabaseSync(join(dataDir, 'network.sqlite'));
    earlier.exec(`CREATE TABLE accounts (phone TEXT PRIMARY KEY, name TEXT NOT NULL, lid TEXT NOT NULL UNIQUE, persona TEXT);
      INSERT INTO accounts VALUES ('966500000001', 'A', '9665000000010', NULL)`);
    earlier.close();
    const store = new NetworkStore(dataDir);
    expect(store.accounts(10)).toEqual([account('966500000001')]);
    store.close();
  });
});
