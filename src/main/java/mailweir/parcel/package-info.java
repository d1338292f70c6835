/**
 * What travels from a host to the server: lines with their instants, samples, what can be said of the sources; as bytes, and with a
 * number by which it counts once.
 *
 * <p>In: lines as a follower hands them, and where they stood. Out: a parcel's bytes, and a parcel of bytes, whatever carried them
 * (HTTPS, a mail). Never: opens a file or a connection; trusts a length that the bytes name; makes an object for each line.
 */
package mailweir.parcel;
