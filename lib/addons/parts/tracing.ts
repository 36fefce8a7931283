/** The Service of the tracing backend, whichever it is; older installations call it istio-tracing. */
export const TRACING_SERVICE = 'tracing';

/** Takes spans in Zipkin's format, whichever backend it is. */
export const ZIPKIN_SERVICE = 'zipkin';
