package mailweir.store.lines;

/**
 * A line as it was read, kept as evidence.
 *
 * @param host canonical name; empty when the line states none
 * @param micros microseconds since 1970 UTC
 * @param raw its bytes without the end of line
 */
public record StoredLine(String host, long micros, byte[] raw) {}
