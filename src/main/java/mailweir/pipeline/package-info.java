/**
 * Collect, parse, journey, figures: the rooms put in a row, with threads.
 *
 * <p>In: sources of lines. Out: figures ({@link mailweir.pipeline.FileReport}). Every loss is counted: lines read =
 * understood + known to carry nothing + not understood, and repeated ones beside them. Never: decides what a line means or what counts.
 */
package mailweir.pipeline;
