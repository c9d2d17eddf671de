import type { NamedScope } from '@waqtor/contracts';
import type { CurrentMember } from '$lib/api/member.ts';

declare global {
  namespace App {
    interface Error {
      message: string;
      /** Told to support by the reader; the API's when it failed there. */
      requestId?: string;
      /** Of a refused page: what it needs. */
      scope?: NamedScope;
    }
    interface Locals {
      locale: 'ar' | 'en';
    }
    interface PageData {
      user?: CurrentMember;
    }
    interface Platform {
      env: {
        /** waqtor-api, in the same data centre: never over the public address. */
        API: { fetch(request: Request): Promise<Response> };
        /** `invitation`: no link to the sign-up page, as the API refuses it. Otherwise absent or `open`. */
        WAQTOR_SIGN_UP?: string;
        ASSETS: { fetch(request: Request): Promise<Response> };
      };
    }
  }
}

export {};
