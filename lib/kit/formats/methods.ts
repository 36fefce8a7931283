/** Methods of HTTP that Istio and the Gateway API know; their case counts. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const;
export type Method = (typeof METHODS)[number];
