import { AtelierError } from '@atelier/contracts';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Delete, Get, Logger, Param, Post } from '@nestjs/common';
import { Allow, Caller, Public } from './access.js';
import { type AccessApplication, startAccessApplication } from './access-application.suite.js';
import { ApiKeys } from './keys/api-keys.js';
import { describeGuardedRoutes, enumerateRoutes, undecidedHandlers } from './routes/guarded-routes.js';

@Controller('things')
@Allow('viewer')
class ThingsController {
  @Get()
  list(@Caller() caller: { project: string }) {
    return { project: caller.project };
  }

  @Get('open')
  @Public()
  open() {
    return 'open';
  }

  @Post(':id/promote')
  @Allow('deployer')
  promote(@Param('id') id: string) {
    if (id === 'absent') throw new AtelierError('model.not_found', 'No such thing.');
    return { id };
  }

  @Post('predict')
  predict() {
    return { status: 'success' };
  }

  @Delete(':id')
  @Allow('admin')
  remove() {
    return {};
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  list() {
    return 'secret';
  }
}

let running: AccessApplication;
let keys: Record<string, string>;
beforeAll(async () => {
  running = await startAccessApplication([ThingsController, ForgottenController], {});
  const apiKeys = running.application.get(ApiKeys);
  keys = {};
  for (const role of ['viewer', 'trainer', 'deployer', 'admin'] as const) {
    keys[role] = (await apiKeys.create({ project: 'default', role, name: role })).key;
  }
  keys.elsewhere = (await apiKeys.create({ project: 'acme', role: 'admin', name: 'acme' })).key;
});
afterAll(() => running.stop());

const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, key?: string, payload?: object) => {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const answer = await running.application.inject({ method, url, headers, payload });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
};

describe('access guard', () => {
  it('lets a role do what it and the roles before it may', async () => {
    expect((await call('GET', '/things', keys.viewer)).status).toBe(200);
    expect((await call('GET', '/things', keys.admin)).status).toBe(200);
    expect((await call('POST', '/things/1/promote', keys.deployer)).status).toBe(201);
    expect((await call('POST', '/things/1/promote', keys.trainer)).status).toBe(403);
    expect((await call('DELETE', '/things/1', keys.deployer)).status).toBe(403);
    expect((await call('DELETE', '/things/1', keys.admin)).status).toBe(200);
  });

  it('refuses a route without a rule even to an admin', async () => {
    const { status, body } = await call('GET', '/forgotten', keys.admin);
    expect(status).toBe(403);
    expect(body.code).toBe('access.forbidden');
  });

  it.each([
    ['no header', undefined],
    ['an empty key', ''],
    ['a text that is no key', 'hello'],
    ['a key of the right form that nobody has', `atl_${'A'.repeat(43)}`],
  ])('answers 401 to %s', async (_, key) => {
    const { status, body } = await call('GET', '/things', key);
    expect(status).toBe(401);
    expect(body.code).toBe('access.unauthenticated');
  });

  it('answers 401 to another scheme', async () => {
    const answer = await running.application.inject({ url: '/things', headers: { authorization: `Basic ${keys.admin}` } });
    expect(answer.statusCode).toBe(401);
  });

  it('gives the handler the caller of the key', async () => {
    expect((await call('GET', '/things', keys.elsewhere)).body).toEqual({ project: 'acme' });
  });

  it('needs no key for what is public, telemetry included', async () => {
    for (const url of ['/things/open', '/health/live', '/health/ready', '/metrics']) {
      expect((await running.application.inject({ url })).statusCode).toBe(200);
    }
  });

  it('finds handlers that nobody decided on', () => {
    expect(undecidedHandlers(running.application)).toEqual(['ForgottenController.list']);
    expect(enumerateRoutes(running.application)).toContainEqual({ method: 'DELETE', path: '/api/ml/keys/:key_id' });
  });
});

describe('keys by REST', () => {
  it('shows a key once, at its making', async () => {
    const made = await call('POST', '/api/ml/keys', keys.admin, { name: 'ci', role: 'trainer' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'ci', role: 'trainer', project: 'default', revoked_at: null });
    expect((await call('GET', '/things', made.body.key)).status).toBe(200);
    const listed = await call('GET', '/api/ml/keys', keys.admin);
    expect(listed.body.map(({ name }: { name: string }) => name)).toContain('ci');
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key);
  });

  it('keeps only the hash of a key', async () => {
    const rows = await running.application.get(DataSource).query('SELECT * FROM access.api_key');
    for (const key of Object.values(keys)) expect(JSON.stringify(rows)).not.toContain(key.slice(12));
  });

  it('ends a key at once on this program', async () => {
    const { body } = await call('POST', '/api/ml/keys', keys.admin, { name: 'short', role: 'viewer' });
    expect((await call('GET', '/things', body.key)).status).toBe(200);
    expect((await call('DELETE', `/api/ml/keys/${body.key_id}`, keys.admin)).status).toBe(204);
    expect((await call('GET', '/things', body.key)).status).toBe(401);
    expect((await call('DELETE', `/api/ml/keys/${body.key_id}`, keys.admin)).status).toBe(204);
  });

  it('hides the keys of another project', async () => {
    const { body } = await call('POST', '/api/ml/keys', keys.admin, { name: 'mine', role: 'viewer' });
    const other = await call('DELETE', `/api/ml/keys/${body.key_id}`, keys.elsewhere);
    expect(other).toMatchObject({ status: 404, body: { code: 'access.key_not_found' } });
    const listed = await call('GET', '/api/ml/keys', keys.elsewhere);
    expect(listed.body.every(({ project }: { project: string }) => project === 'acme')).toBe(true);
  });

  it('opens a project for an admin of default alone', async () => {
    expect((await call('POST', '/api/ml/keys', keys.admin, { name: 'n', role: 'admin', project: 'new-one' })).body.project).toBe('new-one');
    expect((await call('POST', '/api/ml/keys', keys.elsewhere, { name: 'n', role: 'admin', project: 'default' })).status).toBe(403);
  });

  it.each([
    [{ name: 'x' }],
    [{ name: 'x', role: 'owner' }],
    [{ name: '', role: 'viewer' }],
    [{ name: 'a\u0000b', role: 'viewer' }],
    [{ name: 'x', role: 'viewer', extra: 1 }],
    [{ name: 'x', role: 'viewer', expires_at: '2001-01-01T00:00:00Z' }],
    [{ name: 'x', role: 'viewer', project: '../other' }],
  ])('refuses %j', async (body) => {
    expect((await call('POST', '/api/ml/keys', keys.admin, body)).status).toBe(400);
  });

  it('answers 404 to an id that is none', async () => {
    expect((await call('DELETE', '/api/ml/keys/not-an-id', keys.admin)).status).toBe(404);
  });

  it('is for admins', async () => {
    expect((await call('GET', '/api/ml/keys', keys.deployer)).status).toBe(403);
  });
});

describe('audit log', () => {
  const entries = async (action: string) =>
    await running.application
      .get(DataSource)
      .query('SELECT action, target, outcome, project, key_id, request_id FROM access.audit_entry WHERE action = $1 ORDER BY id', [action]);

  it('has who did what to which thing and how it ended, by the time of the answer', async () => {
    await call('POST', '/things/good/promote?secret=1', keys.deployer);
    await call('POST', '/things/absent/promote', keys.deployer);
    await call('POST', '/things/no/promote', keys.viewer);
    const found: { target: string }[] = await entries('POST /things/:id/promote');
    const of = (id: string) => found.find(({ target }) => target === `/things/${id}/promote`);
    expect(of('good')).toMatchObject({ outcome: 'ok', project: 'default', request_id: expect.stringMatching(/./) });
    expect(of('absent')).toMatchObject({ outcome: 'model.not_found' });
    expect(of('no')).toMatchObject({ outcome: 'access.forbidden' });
  });

  it('leaves predictions to their own log, and reading out', async () => {
    await call('POST', '/things/predict', keys.viewer);
    expect(await entries('POST /things/predict')).toEqual([]);
    expect(await entries('GET /things')).toEqual([]);
  });

  it('goes whole into the program’s log when the database refuses it, and the answer to the caller', async () => {
    const insert = jest.spyOn(running.application.get(DataSource).manager, 'insert').mockRejectedValue(new Error('away'));
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    expect((await call('POST', '/things/unrecorded/promote', keys.deployer)).status).toBe(201);
    const entry = expect.objectContaining({ target: '/things/unrecorded/promote', outcome: 'ok', project: 'default' });
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ entry }), expect.any(String));
    insert.mockRestore();
    error.mockRestore();
  });

  it.each(['UPDATE access.audit_entry SET outcome = $$ok$$', 'DELETE FROM access.audit_entry', 'TRUNCATE access.audit_entry'])(
    'refuses %s',
    async (sql) => {
      await expect(running.application.get(DataSource).query(sql)).rejects.toThrow('append-only');
    },
  );
});

describeGuardedRoutes(async () => (await startAccessApplication([ThingsController], {}, running.database)).application, ['/things/open']);
