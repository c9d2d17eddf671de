import type { CurrentMember } from '$lib/api/member.ts';

declare global {
  namespace App {
    interface Error {
      message: string;
      /** Told to support by the reader; the API's when it failed there. */
      requestId?: string;
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
        ASSETS: { fetch(request: Request): Promise<Response> };
      };
    }
  }
}

export {};
