/**
 * Why a message was not taken: remote answers sorted into the 29 classes that KumoMTA and PowerMTA have, by ordered rules that the
 * operator may replace, and what enhanced status codes mean.
 *
 * <p>In: an answer's text with its codes; a file of rules. Out: a {@link mailweir.bounce.BounceClass}; words for a code. Never: a regular
 * expression over a stranger's text, an answer without a class.
 */
package mailweir.bounce;
