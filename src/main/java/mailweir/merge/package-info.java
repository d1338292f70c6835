/**
 * Lines of many logs written out again in the order of time, once each, split as asked.
 *
 * <p>In: sources. Out: lines, their bytes unchanged, by way of sorted runs on disk where they are more than fits in memory. Never: a file outside
 * the folder asked for, whatever a log calls its hosts; half a result under a final name.
 */
package mailweir.merge;
