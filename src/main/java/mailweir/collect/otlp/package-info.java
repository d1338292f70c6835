/**
 * A receiver of log records by OTLP/HTTP, as OpenTelemetry's Collector, Vector and Fluent Bit send them.
 *
 * <p>In: {@code POST /v1/logs} with protobuf or JSON, plain or gzip. Out: lines in a {@link mailweir.collect.syslog.Batch}; an answer when they
 * are permanent, which says how many records were not taken. Never: listens beyond loopback without a token; takes a request larger
 * than its bound, packed or unpacked; fails on any bytes with anything else than an answer of HTTP.
 *
 * <p><b>Known faults.</b> OTLP has no numbers: a sender that gets no answer sends again, and what was stored then counts twice where two
 * equal lines may have been meant.
 */
package mailweir.collect.otlp;
