import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Principal } from '@waqtor/contracts';
import type { NamedStanding } from '@waqtor/core/rate-limit/rate-limit-fields';
import type { ApiEnv } from './env.ts';
import type { Person } from './middleware/access/user-principal.ts';
import { refuseInvalidInput } from './middleware/problem/refuse-invalid-input.ts';

export interface ApiTypes {
  Bindings: ApiEnv;
  Variables: {
    requestId: string;
    /** The limits that this request counts against; absent outside of /api. */
    rateLimits: NamedStanding[];
    /** Set by `requires(scope)`; absent on public routes. */
    principal: Principal;
    /** Set wherever a cookie decided who asks, and by `requiresPerson()`. */
    person: Person;
  };
}

export type Api = OpenAPIHono<ApiTypes>;
export type ApiContext = Context<ApiTypes>;

export const newApi = (): Api => new OpenAPIHono<ApiTypes>({ defaultHook: refuseInvalidInput });
