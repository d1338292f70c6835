/**
 * A view of bytes and the few scans that a log parser needs.
 *
 * <p>In: byte arrays that somebody else owns. Out: views, numbers, hashes and, only when asked, strings. Never: copies a byte
 * unless a string is asked for, never throws for what the bytes hold, never knows what a mail is.
 */
package mailweir.slice;
