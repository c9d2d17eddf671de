import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as z from 'zod';

/**
 * Lets our own code open a login that the library then knows: the row is written by us, beside its audit row; the
 * cookie is signed and named by the library, which is what reads it. Callable as `auth.api.putLoginCookie` alone.
 */
export const loginCookie = {
  id: 'login-cookie',
  endpoints: {
    putLoginCookie: createAuthEndpoint(
      '/login-cookie/put',
      {
        method: 'POST',
        body: z.object({ token: z.string(), isRemembered: z.boolean() }),
        metadata: { SERVER_ONLY: true },
      },
      async (ctx) => {
        const login = await ctx.context.internalAdapter.findSession(ctx.body.token);
        if (login) await setSessionCookie(ctx, login, !ctx.body.isRemembered);
        return { isDone: login !== null };
      },
    ),
  },
} satisfies BetterAuthPlugin;
