import type { EndpointInit } from '@waqtor/contracts';
import { seal } from '@waqtor/core/sealed-box';

/** Custom headers as the endpoint keeps them: the names to show, the values sealed under its id (they are often tokens). */
export const sealHeaders = async (
  dataKey: string,
  endpointId: string,
  headers: Readonly<Record<string, string>>,
): Promise<Pick<EndpointInit, 'sealedHeaders' | 'headerNames'>> => {
  const headerNames = Object.keys(headers);
  if (headerNames.length === 0) return { sealedHeaders: null, headerNames };
  return { sealedHeaders: await seal(dataKey, endpointId, JSON.stringify(headers)), headerNames };
};
