/**
 * Where lines come from: files, folders, standard input, plain or compressed, from any place in them.
 *
 * <p>In: paths, what to assume of stamps without year and zone. Out: {@link mailweir.parse.Line}s in the order of the source,
 * and a {@link mailweir.collect.Problem} for everything that could not be read. Never: writes into what it reads, drops bytes
 * without a counter, takes more memory for a longer file.
 */
package mailweir.collect;
