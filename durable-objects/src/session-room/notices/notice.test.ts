import { LOST_AFTER_MS } from '@waqtor/core/session/session-incident';
import { eventIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { TestRoom } from '../testing/test-room.ts';
import { newTeam, rowsOf } from '../testing/test-team.ts';

const state = (status: string, reason: string | null = null) => ({ type: 'state', status, reason, clientInfo: null });
const withTeam = async () => {
  const room = new TestRoom();
  const people = await newTeam(room.workspaceId, 'owner', 'admin', 'agent', 'viewer');
  await room.create();
  return { room, people, host: await room.ready() };
};
/** `code reason` of what the owner was told, once the room has told it. */
const told = async (room: TestRoom, owner: string | undefined): Promise<string[]> => {
  await room.runJob('notify');
  const rows = await rowsOf('notifications', room.workspaceId);
  return rows
    .filter(({ user_id }) => user_id === owner)
    .map(({ code, params }) => `${code as string} ${(JSON.parse(params as string) as { reason: string }).reason}`);
};
/** As if the session had been away for so long. */
const agoMs = (room: TestRoom, ms: number) =>
  room.sql(`UPDATE session SET incident = json_object('since', ${Date.now() - ms}, 'isTold', json('false'))`);

describe('notifications of a session', () => {
  it('N-4 tell owners and admins, once each, though it is tried again', async () => {
    const { room, people, host } = await withTeam();
    await host.tell(state('disconnected', 'crash_loop'));
    await told(room, people[0]);
    const notice = { type: 'error', code: 'session_lost', link: '/sessions', read: 0 };
    const rows = await rowsOf('notifications', room.workspaceId);
    expect(rows.map(({ user_id }) => user_id).sort()).toEqual(people.slice(0, 2).sort());
    expect(rows).toMatchObject([notice, notice]);
    expect(JSON.parse(rows[0]?.params as string)).toEqual({
      sessionId: room.sessionId,
      sessionName: expect.any(String),
      reason: 'crash_loop',
    });
    // As it is when D1 took the rows, and the object died before it struck the notice off.
    const [{ revision } = { revision: 0 }] = await room.sql('SELECT revision FROM session');
    const id = eventIdOf(room.sessionId, 'session_lost', `revision.${revision as number}`);
    await room.sql(`INSERT INTO notices (id, at, code, params) VALUES ('${id}', 1, 'session_lost', '{}')`);
    await room.sql("INSERT INTO _schedule (job, due_at) VALUES ('notify', 1)");
    expect(await told(room, people[0])).toHaveLength(1);
  });

  it('N-4 are one for an incident, and another after the session was ready', async () => {
    const { room, people, host } = await withTeam();
    await host.tell(state('disconnected', 'unlinked'), state('qr'), state('auth_failure', 'login_invalid'));
    expect(await told(room, people[0])).toEqual(['session_lost unlinked']);
    await host.ready();
    await host.tell(state('action_required', 'confirm_on_phone'));
    expect((await told(room, people[0])).sort()).toEqual([
      'session_lost unlinked',
      'session_needs_you confirm_on_phone',
    ]);
  });

  it('N-4 wait two minutes while the session may come back, also over an eviction', async () => {
    const { room, people, host } = await withTeam();
    await host.tell(state('disconnected', 'network'));
    await room.runJob('lost');
    expect(await told(room, people[0])).toEqual([]);
    const [due] = await room.sql("SELECT due_at FROM _schedule WHERE job = 'lost'");
    expect((due?.due_at as number) - Date.now()).toBeGreaterThan(LOST_AFTER_MS - 10_000);
    await agoMs(room, LOST_AFTER_MS);
    await room.evict();
    await room.runJob('lost');
    expect(await told(room, people[0])).toEqual(['session_lost network']);
    await room.runJob('lost');
    expect(await told(room, people[0])).toHaveLength(1);
  });

  it('N-4 tell of a host that is lost for good', async () => {
    const { room, people, host } = await withTeam();
    await room.cut(host);
    await room.runJob('link-lost');
    await agoMs(room, LOST_AFTER_MS);
    await room.runJob('lost');
    expect(await told(room, people[0])).toEqual(['session_lost host_lost']);
  });

  it('N-4 are none for a stop, a logout, or a session that is back in time', async () => {
    const { room, people, host } = await withTeam();
    await host.tell(state('disconnected', 'network'));
    await host.ready();
    await agoMs(room, LOST_AFTER_MS);
    await room.runJob('lost');
    await host.tell(state('stopped', 'logged_out'));
    await room.stub.control('start', 'r');
    await host.ready();
    await room.stub.control('stop', 'r');
    await host.tell(state('disconnected', 'crash_loop'), state('stopped', 'stopped_by_operator'));
    expect(await told(room, people[0])).toEqual([]);
  });

  it('N-4 tell that a store was lost with messages in flight', async () => {
    const { room, people, host } = await withTeam();
    await room.send();
    await host.command();
    await room.cut(host);
    await room.link(await room.lease(host.hostId, newId('sto')));
    expect(await told(room, people[0])).toEqual(['session_data_loss null']);
  });
});
